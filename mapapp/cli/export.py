"""``mapapp export``: the map as a picture, a page, a web page or data."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from mapapp.sheet import FURNITURE, KINDS, PAPERS, Options

LANGUAGES = ("kk", "ru", "en")


def register(commands: Any) -> None:
    """Add the command to the parser of all commands."""
    out = commands.add_parser("export", help="save the map as a picture, a web page or data")
    out.add_argument("out", metavar="OUT", type=Path, help="file ending in .png .pdf .svg .html .gpkg .geojson or .csv")
    out.add_argument("--view", metavar="FILE", type=Path, help="a saved view (.dala); the opening map unless given")
    out.add_argument("--layers", metavar="ID,ID", help="just these layers")
    out.add_argument("--date", metavar="DATE", help="date of the boundaries, such as 1921-08")
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
    out.set_defaults(run=_export)


def options_of(args: argparse.Namespace) -> Options:
    """Return what the arguments choose of a sheet."""
    return Options(
        paper=args.paper, kind=args.kind, dpi=args.dpi, title=args.title, subtitle=args.subtitle, credits=args.credits,
        without=frozenset(part for part in args.without.split(",") if part), whole=args.whole, excel=args.excel,
    )  # fmt: skip


def _export(args: argparse.Namespace) -> int:
    from dataclasses import replace

    from geodata.catalog import read_catalog
    from geodata.resources import library
    from mapapp import viewfile
    from mapapp.compiled import load
    from mapapp.export import PICTURES, check_target, export, scene_for
    from mapapp.scene import SceneBuilder
    from mapapp.view import opening_view

    options = options_of(args)
    options.check()
    suffix = check_target(args.out)
    catalog = read_catalog(library=library())
    view = viewfile.read(args.view, catalog) if args.view else opening_view(catalog)
    if args.out_lang:
        view = view.with_language(args.out_lang)
    if args.date:
        view = view.with_date(args.date)
    if args.layers is not None:
        view = view.with_only(tuple(part for part in args.layers.split(",") if part))
    if args.whole:
        view = replace(view, frame=None)
    builder = SceneBuilder(catalog, load(catalog))
    chosen = args.layers is not None or args.view is not None
    scene = scene_for(builder, view, suffix, chosen=chosen, hidden=args.with_hidden)
    drawing = None
    application = None
    if suffix in PICTURES:
        from mapapp.qt.app import headless_application
        from mapapp.qt.writers import pictures

        application = headless_application()
        drawing = pictures()
    for path in export(scene, args.out, options, drawing):
        print(path)
    del application
    return 0
