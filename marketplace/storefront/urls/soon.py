from django.http import Http404


def soon(*_args: object, **_kwargs: object) -> None:
    raise Http404
