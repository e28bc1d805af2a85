"""Contributed sets compiled for drawing: raw numbers that any start can map into memory, and never a damaged one."""

from pathlib import Path

import numpy as np
import pytest
import shapely

from geodata.areas import rounded, write_areas
from geodata.geometry import project_all
from geodata.model import ContributedSet, Source
from geodata.sets import read_set
from mapapp import setfiles
from mapapp.shapes import Shapes
from tests.coverage import cells

HOLED = shapely.Polygon([(50, 44), (51, 44), (51, 45), (50, 45)], [[(50.4, 44.4), (50.6, 44.4), (50.5, 44.6)]])
TWO = shapely.MultiPolygon([shapely.box(52, 44, 52.2, 44.2), shapely.box(53, 44, 53.2, 44.2)])


@pytest.fixture
def degrees() -> np.ndarray:
    return np.concatenate([cells(20, 16, vertices=20), [HOLED, TWO]])


@pytest.fixture
def own(tmp_path: Path, degrees: np.ndarray) -> ContributedSet:
    ids = [f"cells:{row}" for row in range(len(degrees))]
    names = [f"қала {row}, «geometry»" for row in range(len(degrees))]
    folder = tmp_path / "cells"
    folder.mkdir()
    write_areas(folder, ids, names, {"geometry": names}, rounded(degrees))
    source = Source("cells", "Made up", "", "1921", "CC0-1.0", "", "contributed")
    titles = dict.fromkeys(("kk", "ru", "en"), "Cells")
    return ContributedSet("cells", titles, "1921", source, "", "boundaries", "units", str(folder), "0" * 64, len(ids))


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "shapes.bin"


def drawn(shapes: Shapes, index: int) -> list[np.ndarray]:
    return [np.array(shapes.ring(part).tolist()).reshape(-1, 2) for part in shapes.parts[index]]


def test_a_set_comes_back_as_it_was_written(own: ContributedSet, cache: Path, degrees: np.ndarray) -> None:
    setfiles.build(own, cache)
    found = setfiles.read(own, cache)
    assert found is not None
    assert (found.ids[3], found.tags[3], len(found.parts)) == ("cells:3", "қала 3, «geometry»", len(degrees))
    flat = project_all(shapely.transform(degrees, lambda xy: np.round(xy, 7)))
    assert np.array_equal(drawn(found, 7)[0], shapely.get_coordinates(flat[7].exterior))
    assert [len(found.parts[index]) for index in (320, 321)] == [2, 2]
    assert found.sizes[320] == pytest.approx(shapely.area(flat[320]) / 1e6)
    assert all(shapely.contains_xy(shape, *anchor) for shape, anchor in zip(flat, found.anchors, strict=True))
    assert found.bounds() == pytest.approx(tuple(shapely.total_bounds(flat)))
    assert found.large
    assert setfiles.wants_levels(found)


def test_generalised_neighbours_share_their_edges(own: ContributedSet, cache: Path) -> None:
    quick, full = setfiles.build(own, cache), setfiles.path_of(own, cache, levels=True)
    setfiles.build_levels(str(quick), str(full))
    found = setfiles.read(own, cache)
    assert found is not None
    assert [level.tolerance_m for level in found.levels] == [0.0, *setfiles.TOLERANCES_M]
    assert not setfiles.wants_levels(found)
    counts = []
    for level in found.levels:
        kind = np.float32 if level.tolerance_m else np.float64
        xy, rings = np.frombuffer(level.xy, dtype=kind).reshape(-1, 2), np.frombuffer(level.rings, dtype=np.int32)
        shapes = [shapely.Polygon(xy[rings[row] : rings[row + 1]]) for row in range(320)]
        assert shapely.coverage_is_valid(shapes, gap_width=10.0)
        counts.append(len(xy))
    assert counts == sorted(counts, reverse=True)
    assert counts[-1] < counts[0]


@pytest.mark.parametrize("damage", ["cut", "bit", "empty", "foreign"])
def test_a_damaged_file_is_made_anew(own: ContributedSet, cache: Path, damage: str) -> None:
    path = setfiles.build(own, cache)
    whole = path.read_bytes()
    bit = bytes([whole[-9] ^ 1])
    path.write_bytes(
        {"cut": whole[:-100], "bit": whole[:-9] + bit + whole[-8:], "empty": b"", "foreign": b"{}" * 3000}[damage]
    )
    assert setfiles.read(own, cache) is None
    assert setfiles.stale([own], cache) == [own]
    assert len(setfiles.load(own, cache).ids) == 322
    assert setfiles.read(own, cache) is not None


def test_files_of_sets_that_are_gone_go_too(own: ContributedSet, cache: Path) -> None:
    path = setfiles.build(own, cache)
    setfiles.forget_others([own], cache)
    assert path.is_file()
    setfiles.forget_others([], cache)
    assert not path.exists()


def test_a_set_that_is_refused_leaves_no_compiled_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from geodata import contribute, library
    from geodata.desk import Desk
    from mapapp import adding, proposals
    from tests.coverage import write_map

    path, root, cache, desk = write_map(tmp_path / "cells.gpkg", 30), tmp_path / "library", tmp_path / "s.bin", Desk()
    about = {"id": "cells", "role": "units", "licence": "CC0-1.0", "source": "Made up", "period": "1921"}
    looked = proposals.Looked.of(proposals.look([str(path)], about, str(root), desk=desk))
    ticket = looked.proposal.ticket()

    def full(*_any: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(contribute, "package", full)
        with pytest.raises(OSError, match="No space"):
            adding.accept(ticket, str(root), str(cache), desk=desk)
    assert not list((tmp_path / "sets").iterdir())
    assert not list(root.iterdir())
    done = adding.accept(ticket, str(root), str(cache), desk=desk)
    assert [it.suffix for it in (tmp_path / "sets").iterdir()] == [".bin"]
    assert library.listing(root)[0]["problem"] == ""
    own = read_set(Path(done["folder"]))
    kept, made = setfiles.read(own, cache), setfiles.sections(setfiles._areas(own))
    assert kept is not None
    assert kept.xy.tobytes() == made["xy 0"], "what was compiled ahead is what the file holds"
