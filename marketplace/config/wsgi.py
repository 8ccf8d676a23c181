import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.config.settings")

application = get_wsgi_application()
# What was loaded so far stays: looking through it again costs a page 60 ms now and then.
gc.collect()
gc.freeze()
