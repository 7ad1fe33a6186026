"""Everything between installed packages and a portal that can start. Each step does nothing where nothing changed."""

import hashlib
import secrets
from collections.abc import Callable, Iterable
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from catalog.models import ServiceItem
from portal import bootstrap, translations
from portal.accounts import roles

OPERATOR = "operator"


def translate() -> str:
    """The translations are compiled."""
    return f"{translations.compile_changed(settings.LOCALE_PATHS)} compiled"


def make_data_folder() -> str:
    """The data folder is there, for its owner only where it is new. Reading the settings has made the key in it."""
    settings.DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    return str(settings.DATA_DIR)


def migrate() -> str:
    """The database has every migration."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        call_command("migrate", verbosity=0, interactive=False)
    return f"{len(plan)} applied"


def sync_roles() -> str:
    """Every role of staff has exactly its rights."""
    roles.sync()
    return f"{len(roles.ROLES)} kept"


def collect_static_files() -> str:
    """The static files are in the data folder, compressed, under names that carry a hash."""
    sources = [*settings.STATICFILES_DIRS, bootstrap.REQUIREMENTS / "run.txt"]  # Packages bring static files, too.

    def collect() -> None:
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)

    return _when_changed("static", _fingerprint(sources), collect)


def load_reference_data() -> str:
    """The reference data is loaded; what staff changed since stays as they left it."""
    target = {key: str(settings.DATABASES["default"].get(key)) for key in ("ENGINE", "HOST", "PORT", "NAME")}
    fingerprint = _fingerprint([settings.FIXTURES_DIR], *target.values())
    if not ServiceItem.objects.exists():
        _stamp("reference-data").unlink(missing_ok=True)
    return _when_changed("reference-data", fingerprint, lambda: call_command("seed"))


def make_operator() -> str:
    """Somebody can sign in to the staff side. The password of a new account is in the answer, and nowhere else."""
    users = get_user_model().objects
    if users.filter(is_superuser=True).exists():
        return "there already"
    password = secrets.token_urlsafe(15)
    users.create_superuser(OPERATOR, password=password)
    return f"name {OPERATOR}, password {password} (shown this once; change it after signing in)"


STEPS: list[tuple[str, Callable[[], str]]] = [
    ("Data folder", make_data_folder),
    ("Translations", translate),
    ("Database", migrate),
    ("Roles of staff", sync_roles),
    ("Static files", collect_static_files),
    ("Reference data", load_reference_data),
    ("Operator account", make_operator),
]


def run(say: Callable[[str], None]) -> None:
    """Every step is done, with a line for each."""
    for number, (name, step) in enumerate(STEPS, 1):
        say(f"[{number}/{len(STEPS)}] {name}: {step()}")


def _when_changed(name: str, fingerprint: str, work: Callable[[], None]) -> str:
    """The work is done unless it was done for that fingerprint before."""
    stamp = _stamp(name)
    if stamp.exists() and stamp.read_text() == fingerprint:
        return "unchanged"
    work()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(fingerprint)
    return "done"


def _stamp(name: str) -> Path:
    return settings.DATA_DIR / "done" / name


def _fingerprint(sources: Iterable[Path], *words: str) -> str:
    """Of the names and contents of all files in there, and of the words."""
    digest = hashlib.sha256("\0".join(words).encode())
    for source in sources:
        for path in sorted(source.rglob("*")) if source.is_dir() else [source]:
            if path.is_file():
                digest.update(str(path.relative_to(source.parent)).encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()
