"""The catalog of the public data in the form of DCAT-US 3.0. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

MEDIA = {"json": "application/json", "csv": "text/csv"}
KEYWORDS = ["customs", "e-commerce", "performance", "known shipper"]


class File(NamedTuple):
    """A file of a data set: its title, its path, and its ending."""

    title: str
    path: str
    ending: str


@dataclass(frozen=True, slots=True)
class Dataset:
    """A data set: its name in the page at `path`, what people read of it, the path of its schema, and its files."""

    code: str
    path: str
    title: str
    description: str
    schema: str
    files: Collection[File]


def catalog_of(
    datasets: Collection[Dataset], *, name: str, site: str, contact: str, page: str, modified: datetime | None
) -> dict[str, Any]:
    """Return the catalog of data sets. `site` is the address before each path, `page` the path of their page."""
    catalog = {
        "@type": "Catalog",
        "title": f"Public data of {name}",
        "description": "How the program performs, and what it decided against businesses and why.",
        "publisher": {"@type": "Agent", "name": name},
        "homepage": {"@type": "Document", "title": "Performance of the program", "accessURL": site + page},
        "language": ["en"],
        "conformsTo": {"@type": "Standard", "title": "DCAT-US 3.0"},
        "dataset": [_dataset_entry(dataset, name, site, contact) for dataset in datasets],
    }
    return catalog | ({"modified": modified.date().isoformat()} if modified else {})


def _dataset_entry(dataset: Dataset, name: str, site: str, contact: str) -> dict[str, Any]:
    return {
        "@type": "Dataset",
        "identifier": f"{site}{dataset.path}#{dataset.code}",
        "title": dataset.title,
        "description": dataset.description,
        "contactPoint": {"@type": "Kind", "fn": name, "hasEmail": f"mailto:{contact}"},
        "publisher": {"@type": "Agent", "name": name},
        "keyword": KEYWORDS,
        "describedBy": {
            "@type": "Distribution",
            "downloadURL": site + dataset.schema,
            "mediaType": "application/schema+json",
        },
        "distribution": [
            {
                "@type": "Distribution",
                "title": file.title,
                "downloadURL": site + file.path,
                "mediaType": MEDIA[file.ending],
            }
            for file in dataset.files
        ],
    }
