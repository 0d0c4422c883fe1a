"""LibreOffice, as a person uses it: cells typed into, and files saved as something else."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape

SOFFICE = shutil.which("soffice")

_LIBRARY = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false" library:passwordprotected="false">
 <library:element library:name="Typing"/>
</library:library>
"""
_MODULE = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Typing" script:language="StarBasic">{code}</script:module>
"""
# FormulaLocal takes what is typed as LibreOffice's own input line does.
_CODE = """
Sub Fill
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  book = StarDesktop.loadComponentFromURL({source}, "_blank", 0, hidden())
  sheet = book.Sheets.getByIndex(0)
{cells}
  Dim form(0) As New com.sun.star.beans.PropertyValue
  form(0).Name = "FilterName" : form(0).Value = "Calc MS Excel 2007 XML"
  book.storeToURL({target}, form())
  book.close(True)
End Sub
"""


def _text(value: str) -> str:
    """A text in Basic, letter by letter: its editor knows no Chinese for certain."""
    return " & ".join(f"Chr({ord(char)})" for char in value) or '""'


def fill(source: Path, target: Path, cells: Mapping[str, str], profile: Path) -> None:
    """Types into the cells of a workbook's first sheet and saves it elsewhere."""
    typed = "\n".join(
        f'  sheet.getCellRangeByName("{name}").FormulaLocal = {_text(text)}'
        for name, text in cells.items()
    )
    code = _CODE.format(cells=typed, source=_text(source.as_uri()), target=_text(target.as_uri()))
    _soffice(profile, "--terminate_after_init")  # a new profile is made with an empty library
    library = profile / "user" / "basic" / "Standard"
    (library / "script.xlb").write_text(_LIBRARY, encoding="utf-8")
    module = _MODULE.format(code=escape(code))
    (library / "Typing.xba").write_text(module, encoding="utf-8")
    said = _soffice(profile, "macro:///Standard.Typing.Fill")
    assert target.is_file(), f"LibreOffice saved nothing: {said}"


def convert(file: Path, kind: str, folder: Path, profile: Path) -> Path:
    """Saves a file as another kind (`pdf`, `docx:MS Word 2007 XML`) in a folder; where it is then."""
    said = _soffice(profile, "--convert-to", kind, "--outdir", str(folder), str(file))
    target = folder / f"{file.stem}.{kind.partition(':')[0]}"
    assert target.is_file(), f"LibreOffice saved nothing: {said}"
    return target


def _soffice(profile: Path, *arguments: str) -> str:
    command = [
        str(SOFFICE),
        f"-env:UserInstallation={profile.as_uri()}",
        *("--headless", "--norestore", "--nologo"),
        *arguments,
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    return done.stdout + done.stderr
