"""The pages of the help: all of it by role, one how-to page, every pay line, one pay line."""

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from common.access import Role, roles_only
from csbackoffice.help.library import all_pages, find, page_named
from csbackoffice.help.rules import book_of, rule_page, rules_by_side
from csbackoffice.help.shelves import related, shelves
from staff.models import RuleBook

READS_BOOKS = {Role.MANAGER, Role.ACCOUNTANT, Role.DIRECTOR}


@require_safe
@roles_only(*Role)
def show_all(request: HttpRequest) -> HttpResponse:
    """Every page, those for one's own role first; or what a search finds."""
    words = request.GET.get("q", "").strip()[:100]
    language = get_language() or ""
    context: dict[str, Any] = {"words": words}
    if words:
        context["finds"] = find(words, language)
    else:
        context["shelves"] = shelves(request.user.role, language)
    return render(request, "help/all.html", context)


@require_safe
@roles_only(*Role)
def show_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One how-to page."""
    page = page_named(slug)
    if page is None:
        raise Http404
    language = get_language() or ""
    others = [(one, one.text(language).title) for one in all_pages() if set(one.roles) & set(page.roles)]
    context = {"page": page, "text": page.text(language), "others": others, "related": related(request, page)}
    return render(request, "help/page.html", context)


@require_safe
@roles_only(*Role)
def show_rules(request: HttpRequest) -> HttpResponse:
    """Every kind of pay line."""
    return render(request, "help/rules.html", {"sides": rules_by_side()})


@require_safe
@roles_only(*Role)
def show_rule(request: HttpRequest, code: str) -> HttpResponse:
    """How one kind of pay line is worked out, with the numbers of the reader's rule book or a chosen one."""
    today, book = dt.date.today(), book_of(request.user.employee_id, dt.date.today())
    books = RuleBook.objects.order_by("name") if request.user.role in READS_BOOKS else RuleBook.objects.none()
    if books and request.GET.get("book", "").isdecimal():
        book = get_object_or_404(books, pk=request.GET["book"])
    rule = rule_page(code, book, today)
    if rule is None:
        raise Http404
    return render(request, "help/rule.html", {"rule": rule, "book": book, "books": books})
