"""The kinds of problem (RFC 9457): what each means, and what to do. The type of a problem leads to its page."""

from typing import NamedTuple


class ProblemKind(NamedTuple):
    """A kind of problem in words: its title, when a request gets one, and what to do then."""

    title: str
    meaning: str
    remedy: str


KINDS: dict[str, ProblemKind] = {
    "not-found": ProblemKind(
        "There is nothing here",
        "The address does not exist, or what it names is not yours: an answer never tells which of the two.",
        "Compare the address with those in /api/docs, and the number with the one that an answer gave you.",
    ),
    "unknown-ksn": ProblemKind(
        "Nobody holds this Known Shipper Number",
        "The number is well-formed, and no shipper of the program holds it.",
        "Treat the shipper as not known. Ask the shipper for its number again.",
    ),
    "malformed-ksn": ProblemKind(
        "This is not a Known Shipper Number",
        "A number is KS, nine letters and digits, and a check character, which does not fit here.",
        "Look for a letter or digit that was left out or mistyped. Spaces, hyphens and small letters do not matter.",
    ),
    "no-snapshot": ProblemKind(
        "There is no snapshot yet",
        "A snapshot is made once a day for whoever follows somebody: a roster with entries, or every shipper.",
        "List the sellers that you deal with, and ask again in a few minutes. Until then GET /api/v1/rosters tells "
        "what "
        "each of them stands for now.",
    ),
    "unknown-policy": ProblemKind(
        "There is no such published policy",
        "No policy of this version was published. Drafts have an address of their own.",
        "GET /api/v1/policies/current gives the policy in force.",
    ),
    "unknown-code": ProblemKind(
        "The tariff has no such code",
        "The code has the form of a code, and the loaded tariff has no line with a rate of duty that begins so.",
        "Compare the code with the tariff at https://hts.usitc.gov. Codes change with each edition.",
    ),
    "no-tariff": ProblemKind(
        "No tariff is loaded",
        "Whoever runs this site has loaded no tariff, so that nothing can be computed.",
        "Ask the program to load one. All other addresses answer as usual.",
    ),
    "embargo": ProblemKind(
        "These goods may not be imported",
        "An embargo bans nearly all goods of the country of origin. detail names the regulation and where to read it.",
        "Ship nothing. Ask the Office of Foreign Assets Control if you think that an exception covers the goods.",
    ),
    "malformed": ProblemKind(
        "The request can't be read",
        "The content is not what its Content-Type or Content-Encoding says, or a value is too long or holds a NUL.",
        "detail says where reading ended. Nothing was recorded: correct the request, and send it again.",
    ),
    "invalid": ProblemKind(
        "The request can't be accepted as it stands",
        "The request can be read. A field or parameter is missing or not known here, or its value is not possible.",
        "errors has each field with what to put right. Nothing was recorded: correct the request, and send it again.",
    ),
    "method-not-allowed": ProblemKind(
        "This method is not allowed here",
        "The address exists, but not for this method.",
        "The header Allow names the methods.",
    ),
    "not-acceptable": ProblemKind(
        "This form of answer is not offered",
        "The header Accept names no form in which the answer comes.",
        "Send Accept: application/json, or leave the header out. Answers about numbers come as application/jwt, too.",
    ),
    "unsupported-media-type": ProblemKind(
        "This form of content is not taken",
        "The header Content-Type or Content-Encoding names a form that this address does not take.",
        "/api/docs has the forms of each address; Accept-Encoding in the answer names the encodings.",
    ),
    "too-large": ProblemKind(
        "The request is too large",
        "The content, as sent or as decoded, is longer than this address takes. It was not recorded.",
        "Send several smaller requests.",
    ),
    "too-many-requests": ProblemKind(
        "Too many requests",
        "Your system has asked as many questions in this minute as it may. RateLimit tells the quota in each answer.",
        "Wait as many seconds as Retry-After says. Answers may be kept until valid_until, and the feed tells of "
        "changes, so that most questions need not be asked.",
    ),
    "missing-token": ProblemKind(
        "An access token is needed",
        "The request came without an access token.",
        "POST /oauth/token gives one for your client id and secret. Send Authorization: Bearer TOKEN.",
    ),
    "invalid-token": ProblemKind(
        "The access token is not valid",
        "The access token is unknown, expired or revoked, or your system was shut out.",
        "Get a new token, and send the request again. If a new token is refused as well, ask the program.",
    ),
    "missing-scope": ProblemKind(
        "The access token does not allow this",
        "The access token, or your system, lacks the scope of this address.",
        "Ask for the scope when you get the token. If your system lacks the scope, ask the program.",
    ),
    "not-allowed": ProblemKind(
        "This is not allowed",
        "Whoever is signed in may not do this.",
        "detail says why.",
    ),
    "no-consent": ProblemKind(
        "The business has not consented",
        "This tells more than what a number stands for. The business has not agreed that your system may see it, or "
        "has withdrawn its consent.",
        "Ask the business. An owner or a signatory gives consent on its page, under Profile, Who may see what. It "
        "counts from the next question on.",
    ),
    "too-many-names": ProblemKind(
        "Too many names for this number",
        "Your system has asked for this number by as many different names today as it may.",
        "Ask without a name. From tomorrow on, in New York, names may be asked again: Retry-After has the seconds.",
    ),
    "conflict": ProblemKind(
        "This can't be done now",
        "The request contradicts what is on record: a key that was used for another request, or a recording that was "
        "taken back. code says which.",
        "detail says what to do. The same request will be refused again.",
    ),
    "server-error": ProblemKind(
        "Something went wrong on our side",
        "The fault is ours, and nothing was recorded.",
        "Send the request again later, with the same Idempotency-Key. If it fails again, tell us the request_id.",
    ),
    "no-room": ProblemKind(
        "Files can't be taken right now",
        "The disk of the site is full, or its store of files does not answer. Nothing of the request was kept.",
        "Send the request again when the seconds in Retry-After have passed. An import goes on from the Upload-Offset "
        "that HEAD tells.",
    ),
    "busy": ProblemKind(
        "The site has more to do than it can handle",
        "More requests wait than the site can answer soon. This one was refused at once, and nothing was recorded.",
        "Send the request again, with the same Idempotency-Key, when the seconds in Retry-After have passed; then wait "
        "twice as long each time.",
    ),
    "unavailable": ProblemKind(
        "The site is not available right now",
        "A part of the site does not answer, and nothing was recorded.",
        "Send the request again, with the same Idempotency-Key, when the seconds in Retry-After have passed.",
    ),
}
