"""What a person opened lately: kept with their session, newest first, shown only as far as they may still open it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from csbackoffice.finding import SOURCES, sources_for
from csbackoffice.finding.source import Found

KEPT, SHOWN = 20, 6
SESSION_KEY = "recent"
PAGES = {source.page[0]: source for source in SOURCES if source.known}


class RecentMiddleware:
    """Notes the record whose page was opened."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        match = request.resolver_match
        if match and match.view_name in PAGES and request.method == "GET" and response.status_code == 200:
            source = PAGES[match.view_name]
            note(request, source.name, str(match.kwargs[source.page[1]]))
        return response


def note(request: HttpRequest, name: str, key: str) -> None:
    """Put it first; looking twice at the same thing writes nothing."""
    before = request.session.get(SESSION_KEY, [])
    if before[:1] != [[name, key]]:
        others = [one for one in before if one != [name, key]]
        request.session[SESSION_KEY] = [[name, key], *others][:KEPT]


def opened_lately(request: HttpRequest, most: int = SHOWN) -> list[Found]:
    """The last things that this person opened and may still open."""
    noted = request.session.get(SESSION_KEY, [])
    found: dict[tuple[str, str], Found] = {}
    for source in sources_for(request.user):
        wanted = [key for name, key in noted if name == source.name]
        if source.known and wanted:
            known = source.known(request.user, wanted)
            found |= {(source.name, key): source.marked(one) for key, one in known.items()}
    return [found[name, key] for name, key in noted if (name, key) in found][:most]
