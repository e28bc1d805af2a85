"""Prints how long a QGIS print layout takes for an A4 picture; run by the Python that QGIS brings.

Arguments: GeoPackage, table or ``*`` for all its layers in their shipped styles, picture, runs.
"""

import json
import os
import sys
import time

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from qgis.core import (
    QgsApplication,
    QgsCategorizedSymbolRenderer,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeatureRequest,
    QgsFillSymbol,
    QgsLayoutExporter,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsLayoutItemScaleBar,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsPrintLayout,
    QgsProject,
    QgsRendererCategory,
    QgsUnitTypes,
    QgsVectorLayer,
)

ALBERS = "+proj=aea +lat_1=44 +lat_2=54 +lat_0=49 +lon_0=62 +x_0=0 +y_0=0 +datum=WGS84 +units=m"
COLOURS = ("#ffffd4", "#fed98e", "#fe9929", "#d95f0e", "#993404")


def cells(package, table):
    """Return the synthetic coverage in memory, filled by class with a thin outline."""
    layer = QgsVectorLayer(f"{package}|layername={table}", "Cells", "ogr").materialize(QgsFeatureRequest())
    outline = {"outline_color": "#6b6f76", "outline_width": "0.1"}
    symbols = [QgsFillSymbol.createSimple({"color": colour} | outline) for colour in COLOURS]
    rows = [QgsRendererCategory(value, symbol, f"class {value}") for value, symbol in enumerate(symbols)]
    layer.setRenderer(QgsCategorizedSymbolRenderer("class", rows))
    return [layer]


def shipped(package, visible):
    """Return layers of the atlas in memory, as their shipped styles draw them."""
    found = []
    for name in visible:
        source = QgsVectorLayer(f"{package}|layername={name}", name, "ogr")
        layer = source.materialize(QgsFeatureRequest())
        layer.setRenderer(source.renderer().clone())
        if source.labelsEnabled():
            layer.setLabeling(source.labeling().clone())
            layer.setLabelsEnabled(True)
        found.append(layer)
    return found


def layout_of(project, layers, extent_layer):
    """Return an A4 sheet with map, title, legend and scale bar."""
    made = QgsPrintLayout(project)
    made.initializeDefaults()

    def put(item, x, y, width, height):
        made.addLayoutItem(item)
        item.attemptMove(QgsLayoutPoint(x, y, QgsUnitTypes.LayoutMillimeters))
        item.attemptResize(QgsLayoutSize(width, height, QgsUnitTypes.LayoutMillimeters))
        return item

    sheet = put(QgsLayoutItemMap(made), 10, 30, 210, 160)
    sheet.setLayers(list(reversed(layers)))
    sheet.setCrs(project.crs())
    turn = QgsCoordinateTransform(extent_layer.crs(), project.crs(), project)
    sheet.setExtent(turn.transformBoundingBox(extent_layer.extent()))
    title = QgsLayoutItemLabel(made)
    title.setText("Crop failure, 1921")
    put(title, 10, 10, 200, 10)
    legend = QgsLayoutItemLegend(made)
    put(legend, 225, 30, 60, 150)
    legend.setLinkedMap(sheet)
    bar = QgsLayoutItemScaleBar(made)
    put(bar, 15, 178, 60, 10)
    bar.setLinkedMap(sheet)
    bar.applyDefaultSize()
    return made


def main(package, table, picture, runs):
    """Measure and print."""
    application = QgsApplication([], False)
    application.initQgis()
    project = QgsProject.instance()
    project.setCrs(QgsCoordinateReferenceSystem.fromProj(ALBERS))
    layers = cells(package, table) if table.startswith("cells") else shipped(package, table.split(","))
    project.addMapLayers(list(reversed(layers)))
    for layer in layers:
        layer.setCrs(project.crs() if table.startswith("cells") else layer.crs())
    widest = max(layers, key=lambda layer: layer.extent().width())
    times = {"clock": [], "processor": []}
    for _ in range(int(runs)):
        start, begun = time.perf_counter(), time.process_time()
        made = layout_of(project, layers, widest)
        settings = QgsLayoutExporter.ImageExportSettings()
        settings.dpi = 300
        answer = QgsLayoutExporter(made).exportToImage(picture, settings)
        times["clock"].append(time.perf_counter() - start)
        times["processor"].append(time.process_time() - begun)
        assert answer == QgsLayoutExporter.Success, answer
    print(json.dumps(times))
    sys.stdout.flush()
    os._exit(0)  # QGIS may crash while it tears itself down, long after the picture


if __name__ == "__main__":
    main(*sys.argv[1:])
