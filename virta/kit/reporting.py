"""What Django's page about a fault may show while somebody develops (VIRTA_DEBUG)."""

from collections.abc import ItemsView
from typing import Any

from django.views.debug import SafeExceptionReporterFilter


class WithoutVariables(SafeExceptionReporterFilter):
    """Leaves local variables and what was sent out of the page, whatever their names are.

    Django shows every variable of every frame in development. A frame that talks with a network
    holds its credentials, and pages are copied into bug reports.
    """

    def get_traceback_frame_variables(self, request: Any, tb_frame: Any) -> ItemsView[str, Any]:
        nothing: dict[str, Any] = {}
        return nothing.items()

    def get_post_parameters(self, request: Any) -> Any:
        return {} if request is None else dict.fromkeys(request.POST, self.cleansed_substitute)
