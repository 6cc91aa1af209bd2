"""`python -m ostiary_train` is `ostiary-train`."""

import sys

from .cli import main

sys.exit(main())
