"""The benchmark of one assessment over HTTP: its declarations are assessed by the model that it keeps as champion."""

from apps.targeting.models import Assessment, RiskModel
from apps.targeting.risk_model import model_train
from benchmarks.targeting_http import PATH, champion_keep, declarations
from tests.partners.client import partner_client
from tests.targeting.arrivals import examples


def test_each_declaration_of_the_benchmark_is_assessed_by_the_champion() -> None:
    lines = examples(200)
    champion_keep(model_train(lines, seed=1, trees=False), lines)
    partner = partner_client()
    for each in declarations(lines, 3):
        (told,) = partner.send(PATH, [each]).json()["results"]
        assert told["assessment"]["reference"] == each["reference"]
    assert Assessment.objects.filter(model_id=RiskModel.objects.get().pk, chance__gt=0).count() == 3
