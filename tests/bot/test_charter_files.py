"""Files are read once they rest: an editor may write them in pieces."""

from pathlib import Path

from bot.charter_files import SETTLED, Settling, look


def brand(folder: Path) -> Path:
    (folder / "examples").mkdir()
    (folder / "examples" / "faq.yml").write_text("nlu:\n")
    (folder / "charter.yaml").write_text("brand:\n")
    return folder / "charter.yaml"


def test_every_edit_of_charter_or_examples_is_seen(tmp_path: Path) -> None:
    charter = brand(tmp_path)
    looks = [look(charter)]
    for name, text in (("charter.yaml", "brand: 1\n"), ("examples/faq.yml", "nlu: []\n"), ("examples/more.yml", "nlu: []\n")):
        (tmp_path / name).write_text(text)
        looks.append(look(charter))
    (tmp_path / "examples" / "faq.yml").unlink()
    looks.append(look(charter))
    assert len(set(looks)) == 5


def test_a_file_replaced_by_one_of_the_same_size_and_time_is_seen(tmp_path: Path) -> None:
    charter = brand(tmp_path)
    before = look(charter)
    other = tmp_path / "other"
    other.write_text("brond:\n")
    other.replace(charter)
    assert look(charter) != before


def test_what_is_no_part_of_the_charter_is_left_alone(tmp_path: Path) -> None:
    charter = brand(tmp_path)
    before = look(charter)
    (tmp_path / "examples" / ".faq.yml.swp").write_text("x")
    (tmp_path / "notes.txt").write_text("x")
    assert look(charter) == before


def test_a_charter_that_is_gone_looks_like_nothing(tmp_path: Path) -> None:
    assert look(tmp_path / "charter.yaml") == ()


def test_files_rest_once_they_have_not_changed_for_a_while(tmp_path: Path) -> None:
    settling, charter = Settling(), brand(tmp_path)
    first = look(charter)
    assert not settling.rests(first, 100.0)
    assert not settling.rests(first, 100.0 + SETTLED / 2)
    charter.write_text("brand:\n  name: half")
    second = look(charter)
    assert not settling.rests(second, 100.0 + SETTLED)
    assert not settling.rests(second, 100.0 + SETTLED * 1.9)
    assert settling.rests(second, 100.0 + SETTLED * 2)
