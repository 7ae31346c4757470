"""The names of browsers and systems, as a person would recognize their own in a list of sign-ins."""

# The first one that stands in the header names the browser: most say that they are Chrome and Safari, too.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "MicroMessenger": "WeChat",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "Chrome": "Chrome",
    "CriOS": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Macintosh": "Mac",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def browser_of(user_agent: str) -> tuple[str, str]:
    """Return the browser and the system that a header `User-Agent` claims; "" for one that is not known."""
    named = [[name for sign, name in table.items() if sign in user_agent] for table in (BROWSERS, SYSTEMS)]
    browser, system = ((names or [""])[0] for names in named)
    return browser, system
