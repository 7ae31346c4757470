"""Check the parcels of a CSV file (columns: parcel, ksn) against the shippers on your roster, without a call for each.

SITE=https://... CLIENT_ID=... CLIENT_SECRET=... python check_parcels.py parcels.csv
"""

import csv
import json
import os
import sys
from base64 import b64encode
from urllib.request import Request, urlopen


def call(path: str, authorization: str, form: bytes | None = None) -> str:
    with urlopen(Request(os.environ["SITE"] + path, form, {"Authorization": authorization})) as answer:
        return answer.read().decode()


client = b64encode(f"{os.environ['CLIENT_ID']}:{os.environ['CLIENT_SECRET']}".encode()).decode()
form = b"grant_type=client_credentials"
token = f"Bearer {json.loads(call('/oauth/token', f'Basic {client}', form))['access_token']}"

# What everybody stood for last night. `docs/partners.md` says how to check the signature, which is the last line.
head, *sellers, signature = map(json.loads, call("/api/v1/snapshots/latest", token).splitlines())
standings = {seller["ksn"]: seller for seller in sellers}

# Whom you have put on your roster since, and then what has changed since.
after = head["rosters_after"]
while (page := json.loads(call(f"/api/v1/rosters?after={after}&limit=1000", token)))["results"]:
    standings |= {entry["ksn"]: entry["standing"] for entry in page["results"]}
    after = page["next"]
after = head["cursor"]
while (page := json.loads(call(f"/api/v1/status-changes?after={after}&limit=1000", token)))["results"]:
    standings |= {change["ksn"]: change for change in page["results"] if change["ksn"]}
    after = page["next"]

with open(sys.argv[1], newline="") as parcels:
    for parcel in csv.DictReader(parcels):
        seller = standings.get(parcel["ksn"], {"status": "unknown", "tier": 0})
        is_member = seller["status"] in ("active", "conditional")
        print(parcel["parcel"], f"tier {seller['tier']}" if is_member else seller["status"], sep="\t")
