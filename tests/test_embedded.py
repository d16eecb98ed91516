"""The data folder, its keys and the socket: every process finds the same, and nobody else gets in."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from csbackoffice import embedded


def test_the_keys_are_made_once_and_are_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "new"))
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.delenv("FIELD_KEY", raising=False)
    first = embedded.secret_key()
    assert embedded.secret_key() == first != embedded.field_key()
    assert (tmp_path / "new" / "secret_key").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["field_key", "secret_key"]


def test_processes_that_start_together_agree_on_the_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.delenv("FIELD_KEY", raising=False)
    with ProcessPoolExecutor(8, mp_context=get_context("fork")) as pool:
        keys = [pool.submit(embedded.field_key) for _ in range(16)]
        assert len({key.result() for key in keys}) == 1


@pytest.mark.parametrize("folder", ["deep" * 30, "my site", "薪资", "a=b", "50%"])
def test_a_deep_or_odd_folder_gets_a_short_plain_socket(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "s"))
    assert embedded.redis_socket() == tmp_path / "s" / "redis.sock"
    monkeypatch.setenv("DATA_DIR", str(tmp_path / folder))
    odd = embedded.redis_socket()
    assert odd.parent.parent == Path("/tmp")
    assert len(bytes(odd)) <= embedded.LONGEST_SOCKET_PATH
    assert embedded.redis_socket() == odd


def test_a_folder_that_others_can_write_to_is_refused(tmp_path: Path) -> None:
    embedded.make_private(tmp_path / "ours")
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    with pytest.raises(RuntimeError, match="only this user can write to"):
        embedded.make_private(tmp_path / "open")
