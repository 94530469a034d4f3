"""`{% url %}` as Django has it, but quick for the two kinds of address of which pages are full.

Those are addresses of a page that there is once, such as all in the frame, and those that differ by a number alone. To
find them among all routes again each time took a tenth of the time of a page.
"""

from django.template.base import FilterExpression, Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as as_django_reads_it
from django.template.library import Library

from foundation.addresses import address_of, only_address_of

register = Library()


@register.tag
def url(parser: Parser, token: Token) -> URLNode:
    node = as_django_reads_it(parser, token)
    route = _written_out(node.view_name)
    if route is None or node.kwargs or node.asvar or len(node.args) > 1:
        return node
    return QuickURLNode(route, node)


def _written_out(name: FilterExpression) -> str | None:
    return name.var if isinstance(name.var, str) and not name.filters else None


class QuickURLNode(URLNode):
    """The address of a route whose name stands in the template, with at most one argument."""

    def __init__(self, route: str, node: URLNode) -> None:
        super().__init__(node.view_name, node.args, node.kwargs, node.asvar)
        self.route = route

    def render(self, context: Context) -> str:
        if not self.args:
            return only_address_of(self.route)
        number = self.args[0].resolve(context)
        return address_of(self.route, number) if type(number) is int else super().render(context)
