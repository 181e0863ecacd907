"""The copy as a file: one page to read, one table for each section, one JSON for programs."""

from __future__ import annotations

import html
import io
import json
import zipfile
from collections.abc import Sequence

from ledger.own_data.queries import Section
from ledger.reporting.csv_tables import CsvTable

_STYLE = (
    "body{font:18px/1.6 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}"
    "td,th{border:1px solid #999;padding:.3rem .6rem;text-align:left;vertical-align:top}"
)
_FIXED_DATE = (2026, 1, 1, 0, 0, 0)


def zip_of(sections: Sequence[Section]) -> bytes:
    """Return the ZIP; the same data give the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "我的数据.html", _page(sections).encode())
        said = {
            section.name: [dict(zip(section.columns, row, strict=True)) for row in section.rows]
            for section in sections
        }
        _add(archive, "我的数据.json", json.dumps(said, ensure_ascii=False, indent=2).encode())
        for section in sections:
            _add(archive, f"{section.title}.csv", _csv(section))
    return packed.getvalue()


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, _FIXED_DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, content)


def _csv(section: Section) -> bytes:
    file = io.StringIO(newline="")
    table = CsvTable(file, section.columns)
    for row in section.rows:
        table.write(row)
    return file.getvalue().encode("utf-8-sig")


def _page(sections: Sequence[Section]) -> str:
    parts = [
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>我的数据</title><style>{_STYLE}</style></head><body><h1>我的数据</h1>"
        "<p>邻里账本保存的、和您有关的全部内容。</p>"
    ]
    for section in sections:
        heads = "".join(f"<th>{html.escape(column)}</th>" for column in section.columns)
        parts.append(f"<h2>{html.escape(section.title)}</h2>")
        if not section.rows:
            parts.append("<p>没有记录。</p>")
            continue
        rows = "".join(
            "<tr>"
            + "".join(f"<td>{html.escape('' if v is None else str(v))}</td>" for v in row)
            + "</tr>"
            for row in section.rows
        )
        parts.append(f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>")
    return "".join(parts) + "</body></html>"
