"""``mapapp export``: the map as a picture, a page, a web page or data."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mapapp.paper.sheet import FURNITURE, KINDS, PAPERS, Options

if TYPE_CHECKING:
    from geodata.catalog import Catalog
    from mapapp.view import MapView

LANGUAGES = ("kk", "ru", "en")


def register(commands: Any) -> None:
    """Add the command to the parser of all commands."""
    out = commands.add_parser("export", help="save the map as a picture, a web page or data")
    out.add_argument(
        "out",
        metavar="OUT",
        type=Path,
        nargs="?",
        help="file ending in .png .pdf .svg .html .gpkg .geojson or .csv; in a folder a PNG gets a name by itself",
    )
    out.add_argument(
        "--pack", metavar="DIR", type=Path,
        help="every kind of map at once into a folder, made when absent: one PDF, and a PDF and a PNG a sheet",
    )  # fmt: skip
    out.add_argument(
        "--view", metavar="FILE", type=Path, help="a saved view (.dala) or picture (.png); the opening map unless given"
    )
    out.add_argument("--layers", metavar="ID,ID", help="just these layers")
    out.add_argument("--date", metavar="DATE", help="date of the boundaries, such as 1921-08")
    out.add_argument(
        "--boundaries", metavar="SET", help="a set of governorates that you added, in place of those of August 1921"
    )
    out.add_argument("--with-hidden", action="store_true", help="a web page holds the other layers too, switched off")
    out.add_argument("--excel", action="store_true", help="a CSV file for Excel: byte order mark, its separators")
    out.add_argument("--lang", dest="out_lang", choices=LANGUAGES, help="language (default: the view's, or kk)")
    out.add_argument("--kind", default="colour", help=f"{', '.join(KINDS)} (default colour)")
    out.add_argument("--paper", default="a4", help=f"{', '.join(PAPERS)} (default a4, landscape)")
    out.add_argument("--dpi", type=int, default=300, help="dots an inch of a PNG (default 300)")
    out.add_argument("--title", help="title of the sheet; the map's own unless given")
    out.add_argument("--subtitle", help="a line under the title")
    out.add_argument("--credits", help="sources and licence in other words")
    out.add_argument("--without", metavar="PART,PART", default="", help=f"leave out any of {', '.join(FURNITURE)}")
    out.add_argument("--whole", action="store_true", help="the whole map, even where the view shows a part")
    out.add_argument("--library", type=Path, default=None, metavar="DIR", help="another library than your own")
    out.set_defaults(run=_export)


def options_of(args: argparse.Namespace) -> Options:
    """Return what the arguments choose of a sheet."""
    return Options(
        paper=args.paper, kind=args.kind, dpi=args.dpi, title=args.title, subtitle=args.subtitle, credits=args.credits,
        without=frozenset(part for part in args.without.split(",") if part), whole=args.whole, excel=args.excel,
    )  # fmt: skip


def view_of(args: argparse.Namespace, catalog: Catalog) -> MapView:
    """Return the view that the arguments choose."""
    from dataclasses import replace

    from geodata.report import GeodataError
    from mapapp import viewfile
    from mapapp.view import opening_view

    view = viewfile.read(args.view, catalog) if args.view else opening_view(catalog)
    if args.out_lang:
        view = view.with_language(args.out_lang)
    if args.date:
        view = view.with_date(args.date)
    if args.layers is not None:
        view = view.with_only(tuple(part for part in args.layers.split(",") if part))
    if args.boundaries:
        if catalog.set(args.boundaries).role != "provinces":
            raise GeodataError(
                f"Expected a set of governorates, found {args.boundaries}.", "Take a set in role provinces."
            )
        view = view.with_boundaries(args.boundaries)
    return replace(view, frame=None) if args.whole else view


def _export(args: argparse.Namespace) -> int:
    from geodata.catalog import read_catalog
    from geodata.report import GeodataError
    from geodata.resources import library

    options = options_of(args)
    options.check()
    catalog = read_catalog(library=args.library or library())
    if (args.out is None) == (args.pack is None):
        raise GeodataError("Expected a file to write or --pack with a folder, one of the two.")
    if args.pack is not None:
        return _pack(args.pack, view_of(args, catalog), options)
    return _file(args, catalog, options)


def _pack(folder: Path, view: MapView, options: Options) -> int:
    from mapapp import viewfile
    from mapapp.cli.progress import ProgressBar
    from mapapp.pack import write_pack

    with ProgressBar(folder.name) as bar:
        written = write_pack(folder.absolute(), viewfile.dumps(view), options.record(), bar.show)
    for path in written:
        print(path)
    return 0


def _file(args: argparse.Namespace, catalog: Catalog, options: Options) -> int:
    from mapapp.cli.progress import ProgressBar
    from mapapp.compiled import load
    from mapapp.export import PICTURES, check_target, export, scene_for
    from mapapp.paper.sheetnames import kind_stem
    from mapapp.scene import SceneBuilder

    view = view_of(args, catalog)
    if args.out.is_dir():
        args.out = args.out / f"{kind_stem(options.kind, view.language)}.png"
    suffix = check_target(args.out)
    drawing = application = None
    with ProgressBar(args.out.name) as bar:
        builder = SceneBuilder(catalog, load(catalog))
        chosen = args.layers is not None or args.view is not None
        scene = scene_for(builder, view, suffix, chosen=chosen, hidden=args.with_hidden)
        if suffix in PICTURES:
            from mapapp.qt.paper.headless import headless_application
            from mapapp.qt.paper.writers import pictures

            application = headless_application()
            drawing = pictures()
        written = export(scene, args.out, options, drawing, lambda done, of: bar.show(done / of))
    for path in written:
        print(path)
    del application
    return 0
