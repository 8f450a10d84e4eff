"""Translation models on their way into the models directory: what is taken in, and what is refused."""

from __future__ import annotations

import json
import stat
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.cli import model_packages
from services.cli.model_store import ModelStore
from shared import models
from shared.models import MANIFEST, Model, NotAModel, list_models

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ABOUT = {"from_code": "de", "to_code": "en", "package_version": "1.9", "license": "CC BY 4.0"}
ROOT = "translate-de_en-1_9"
FILES = {
    f"{ROOT}/metadata.json": json.dumps(ABOUT),
    f"{ROOT}/sentencepiece.model": "pieces",
    f"{ROOT}/model/model.bin": "weights",
    f"{ROOT}/model/config.json": "{}",
}


def package(path, files, *more):
    """A zip with these files, and entries as given by ZipInfo and content."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        for entry, content in more:
            archive.writestr(entry, content)
    return path


@pytest.fixture
def store(tmp_path):
    return ModelStore(tmp_path / "models")


def entry(name, kind=0):
    made = zipfile.ZipInfo(name)
    made.external_attr = (kind | 0o644) << 16
    return made


def left_in(store):
    """Everything below the directory but its lock."""
    return sorted(p.relative_to(store.directory).as_posix() for p in store.directory.rglob("*") if p.name != ".lock")


def test_package_is_installed_with_its_facts(store, tmp_path):
    """An installed model says what it translates, its licence, size, checksum, when and from where it was installed."""
    model = store.install(package(tmp_path / "de.argosmodel", FILES), NOW, origin="https://example.org/de.argosmodel")
    assert ("argos-de-en", ("de-en",), "1.9", "CC BY 4.0") == (model.name, model.pairs, model.version, model.licence)
    assert (NOW, "https://example.org/de.argosmodel") == (model.installed_at, model.origin)
    assert 64 == len(model.sha256)
    assert (model,) == list_models(store.directory).models


def test_tokenizer_of_older_models(store, tmp_path):
    """A package with merges instead of a SentencePiece model is installed as such, and asks for one package more."""
    files = {name.replace("sentencepiece.model", "bpe.model"): text for name, text in FILES.items()}
    model = store.install(package(tmp_path / "de.argosmodel", files), NOW)
    assert "moses-bpe" == model.tokenizer == list_models(store.directory).models[0].tokenizer


def test_packages_that_are_missing(monkeypatch):
    """What has to be installed for models is named; what only some models need, for those alone."""
    monkeypatch.setattr(models.importlib.util, "find_spec", lambda name: None)
    plain = Model(name="a", sources=("de",), target="en", format="argos")
    older = plain.model_copy(update={"tokenizer": "moses-bpe"})
    assert ("ctranslate2", "sentencepiece") == models.missing_packages([plain])
    assert ("ctranslate2", "sentencepiece", "sacremoses") == models.missing_packages([plain, older])


def test_only_what_the_engine_reads_is_written(store, tmp_path):
    """Programs and sentence splitters that came along stay in the package."""
    more = {f"{ROOT}/stanza/de.pt": "x", f"{ROOT}/run.sh": "x", f"{ROOT}/model/extra/model.bin": "x"}
    store.install(package(tmp_path / "de.argosmodel", {**FILES, **more, f"{ROOT}/README.md": "read"}), NOW)
    assert [
        "argos-de-en",
        "argos-de-en/README.md",
        "argos-de-en/metadata.json",
        "argos-de-en/model",
        "argos-de-en/model/config.json",
        "argos-de-en/model/model.bin",
        "argos-de-en/sentencepiece.model",
        f"argos-de-en/{MANIFEST}",
    ] == left_in(store)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (entry("../outside"), "points outside"),
        (entry(f"{ROOT}/model/../../../outside"), "points outside"),
        (entry("/etc/outside"), "points outside"),
        (entry(f"{ROOT}\\..\\outside"), "points outside"),
        (entry("C:outside"), "points outside"),
        (entry(f"{ROOT}/\x1b[2Jname"), "points outside"),
        (entry(f"{ROOT}/link", stat.S_IFLNK), "link or a device"),
        (entry(f"{ROOT}/pipe", stat.S_IFIFO), "link or a device"),
        (entry(f"{ROOT}/METADATA.json"), "same name"),
    ],
    ids=lambda value: value if isinstance(value, str) else repr(value.filename),
)
def test_hostile_entries_are_refused(store, tmp_path, bad, reason):
    """A package with an entry that could land elsewhere is refused whole, and nothing of it stays."""
    with pytest.raises(NotAModel, match=reason):
        store.install(package(tmp_path / "bad.argosmodel", FILES, (bad, "/etc/passwd")), NOW)
    assert [] == left_in(store)
    assert not (tmp_path / "outside").exists()


def test_bombs_are_refused_before_they_go_off(store, tmp_path, monkeypatch):
    """A package that would fill the disk, or holds too many entries, is refused by what its directory says."""
    monkeypatch.setattr(model_packages, "MAX_UNPACKED", 1_000_000)
    with pytest.raises(NotAModel, match="larger than 1,000,000 bytes when unpacked"):
        store.install(package(tmp_path / "big.argosmodel", {**FILES, f"{ROOT}/zeros": "0" * 1_000_000}), NOW)
    monkeypatch.setattr(model_packages, "MAX_ENTRIES", 100)
    with pytest.raises(NotAModel, match="more than 100"):
        store.install(package(tmp_path / "many.argosmodel", {f"{ROOT}/{n}": "" for n in range(101)}), NOW)
    assert [] == left_in(store)


def test_liar_is_not_believed(store, tmp_path):
    """A package that announces fewer bytes than an entry has is damaged, whatever the entry holds."""
    path = package(tmp_path / "lie.argosmodel", {**FILES, f"{ROOT}/model/model.bin": "0" * 500_000})
    body = path.read_bytes()
    path.write_bytes(body.replace((500_000).to_bytes(4, "little"), (7).to_bytes(4, "little")))
    with pytest.raises(NotAModel, match=r"damaged at '.*model.bin'"):
        store.install(path, NOW)
    assert [] == left_in(store)


def test_full_disk_is_told_beforehand(store, tmp_path, monkeypatch):
    """Where the disk has no room for a model, that is said with both figures."""
    usage = type("Usage", (), {"free": 10})
    monkeypatch.setattr(model_packages.shutil, "disk_usage", lambda path: usage)
    with pytest.raises(NotAModel, match=r"needs \d+ bytes, and the disk has 10"):
        store.install(package(tmp_path / "de.argosmodel", FILES), NOW)


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({}, "neither metadata.json"),
        ({"notes.txt": "x"}, "neither metadata.json"),
        ({f"{ROOT}/metadata.json": "{"}, "not JSON"),
        ({f"{ROOT}/metadata.json": "[" * 100_000}, "not JSON"),
        ({f"{ROOT}/metadata.json": "[]"}, "not an object"),
        ({f"{ROOT}/metadata.json": b"\xff\xfe"}, "cannot be read"),
        ({f"{ROOT}/metadata.json": " " * 1_000_001}, "larger than"),
        ({f"{ROOT}/metadata.json": '{"from_code": "de"}'}, "'None' is no language code"),
        ({f"{ROOT}/metadata.json": '{"from_code": "../x", "to_code": "en"}'}, "'../x' is no language code"),
        ({f"{ROOT}/metadata.json": '{"type": "sbd"}'}, "type 'sbd'"),
        ({f"{ROOT}/metadata.json": json.dumps(ABOUT)}, "lacks model/model.bin"),
        ({name: text for name, text in FILES.items() if "piece" not in name}, "lacks sentencepiece.model"),
        ({"opus/model.bin": "x", "opus/source.spm": "x", "opus/target.spm": "x"}, "--pair FROM-TO does"),
    ],
)
def test_package_that_is_no_model(store, tmp_path, files, reason):
    """What cannot translate is refused with what it lacks."""
    with pytest.raises(NotAModel, match=reason):
        store.install(package(tmp_path / "some.argosmodel", files), NOW)
    assert [] == left_in(store)


def test_no_zip_at_all(store, tmp_path):
    """A file that is no zip is refused as that."""
    (tmp_path / "x.argosmodel").write_bytes(b"PK\x03\x04 nonsense")
    with pytest.raises(NotAModel, match="no zip package"):
        store.install(tmp_path / "x.argosmodel", NOW)


def test_newer_version_replaces_the_older(store, tmp_path):
    """Installing a pair again leaves the newer package alone in its place."""
    store.install(package(tmp_path / "old.argosmodel", {**FILES, f"{ROOT}/LICENSE": "MIT"}), NOW)
    newer = {f"{ROOT}/metadata.json": json.dumps({**ABOUT, "package_version": "2.0"})}
    store.install(package(tmp_path / "new.argosmodel", {**FILES, **newer}), NOW)
    (model,) = list_models(store.directory).models
    assert "2.0" == model.version
    assert "argos-de-en/LICENSE" not in left_in(store)


def test_refused_package_leaves_the_older_alone(store, tmp_path):
    """A package that cannot be installed does not cost the model that is there."""
    store.install(package(tmp_path / "good.argosmodel", FILES), NOW)
    with pytest.raises(NotAModel):
        store.install(package(tmp_path / "bad.argosmodel", {f"{ROOT}/metadata.json": json.dumps(ABOUT)}), NOW)
    assert ["argos-de-en"] == [model.name for model in list_models(store.directory).models]


def opus(folder: Path) -> Path:
    folder.mkdir(parents=True)
    for name in ("model.bin", "source.spm", "target.spm", "config.json"):
        (folder / name).write_text(name)
    return folder


def test_opus_folder_by_its_name(store, tmp_path):
    """An OPUS-MT model is installed from its folder; the languages stand in its name."""
    model = store.install(opus(tmp_path / "opus-mt-ru-en"), NOW)
    assert ("opus-mt-ru-en", ("ru-en",)) == (model.name, model.pairs)


@pytest.mark.parametrize(
    ("name", "text", "licence"),
    [
        ("README.md", "---\nlanguage: ru\nlicense: cc-by-4.0\n---\n# A model\n", "cc-by-4.0"),
        ("README.md", "# A model\nno word of it", None),
        ("LICENSE", "Apache License", "see LICENSE"),
    ],
)
def test_licence_of_a_model_card(store, tmp_path, name, text, licence):
    """The licence is read from the model card where there is one; where nothing states it, nothing is made up."""
    (opus(tmp_path / "opus-mt-ru-en") / name).write_text(text)
    assert licence == store.install(tmp_path / "opus-mt-ru-en", NOW).licence


def test_opus_family_by_its_pairs(store, tmp_path):
    """A model of a whole family of languages serves each pair that it is installed for."""
    store.install(opus(tmp_path / "opus-mt-zle-en"), NOW, ("be-en", "uk-en"))
    listing = list_models(store.directory)
    assert ("be-en", "uk-en") == listing.models[0].pairs
    assert listing.of_pair("uk", "en") == listing.models[0]
    assert listing.of_pair("ru", "en") is None


@pytest.mark.parametrize(
    ("name", "pairs", "reason"),
    [
        ("opus-mt-en-zle", ("en-be", "en-uk"), "several target languages"),
        ("opus-mt-zle-en", ("be",), "no language code"),
        ("My Model!", ("be-en",), "no name for a model"),
    ],
)
def test_opus_folder_that_is_refused(store, tmp_path, name, pairs, reason):
    """Pairs that make no sense and names that make no folder are refused."""
    with pytest.raises(NotAModel, match=reason):
        store.install(opus(tmp_path / name), NOW, pairs)
    assert [] == left_in(store)


def test_removed_by_name_or_pair(store, tmp_path):
    """A model goes by its name, all of a pair by the pair, and what is not there is not removed."""
    store.install(package(tmp_path / "de.argosmodel", FILES), NOW)
    store.install(opus(tmp_path / "opus-mt-de-en"), NOW)
    store.install(opus(tmp_path / "opus-mt-ru-en"), NOW)
    assert () == store.remove("../..")
    assert ("opus-mt-ru-en",) == store.remove("opus-mt-ru-en")
    assert ("argos-de-en", "opus-mt-de-en") == store.remove("de-en")
    assert [] == left_in(store)


def test_leftovers_of_a_crash_go(store, tmp_path):
    """What an interrupted installation left is no model, and the next command clears it away."""
    (store.directory / ".coming-abc" / "model").mkdir(parents=True)
    assert () == list_models(store.directory).models
    store.install(package(tmp_path / "de.argosmodel", FILES), NOW)
    assert [".lock", "argos-de-en"] == sorted(path.name for path in store.directory.iterdir())


def test_of_two_models_the_one_installed_last(store, tmp_path):
    """Of several models for a pair the one that was installed last is used."""
    store.install(opus(tmp_path / "opus-mt-de-en"), NOW)
    store.install(package(tmp_path / "de.argosmodel", FILES), NOW.replace(hour=13))
    assert "argos-de-en" == list_models(store.directory).of_pair("de", "en").name


def test_folder_put_there_by_hand(store):
    """An unpacked package without our manifest is a model too; what it lacks is named for a broken one."""
    opus(store.directory / "opus-mt-tc-big-lt-en")
    (store.directory / "half").mkdir()
    (store.directory / "other").mkdir()
    (store.directory / "other" / MANIFEST).write_text('{"name": "other", "sources": [], "target": "en"}')
    listing = list_models(store.directory)
    assert [("lt-en",)] == [model.pairs for model in listing.models]
    assert ["half", "other"] == sorted(listing.broken)
    assert "sources" in listing.broken["other"]
    assert ("half",) == store.remove("half")
