"""Forms and requests that say what is missing before they say that a role may not send them, sent complete."""

SIGNED = {"attested": "on", "signed_name": "Ada Park"}
COMPLETE = {
    "apply/<int:application_id>/": {"text": "Which label is right?", "language": "en"},
    "apply/<int:application_id>/review/": SIGNED,
    "apply/<int:application_id>/reply/": {"text": "Here it is.", **SIGNED},
    "apply/<int:application_id>/appeal/": {"text": "We meet it.", **SIGNED},
    "apply/<int:application_id>/codes/": {"find": "0"},
    "api/v1/disputes/<int:source_check_id>/answer": {"answer": "confirm", "text": "The photo is clear."},
    "api/v1/recordings/<int:recording_id>/reversal": {"reason": "Sent twice."},
    "api/v1/risk-assessments/<int:assessment_id>/information": {"text": "The invoice."},
    "api/v1/risk-assessments/<int:assessment_id>/screening": {"result": "clear", "text": "By X-ray."},
    "home/<int:shipper_id>/team/": {"email": "bo@shop.example", "role": "viewer"},
}
