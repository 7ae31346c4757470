"""The register of reasons: each adverse action of the program as a public row that tells of no business."""
