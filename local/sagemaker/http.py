"""How bodies are written."""

from __future__ import annotations

import json

from werkzeug.wrappers import Response


def json_response(body: object, status: int = 200, content_type: str = "application/json") -> Response:
    """Return a response with a JSON body."""
    return Response(json.dumps(body), status, content_type=content_type)
