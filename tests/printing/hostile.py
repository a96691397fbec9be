"""Ways to make a renderer fetch, read, run or leave its place: as text, as markup, and as style.

`address` is a server that notes who asks, `file` the address of a file with a secret in it.
"""

from base64 import b64encode

# Ids and codes come from the model's pack, which is checked, and lead links and decide sections.
CODES = frozenset(
    """id node on kind state language track status assessed_on total_bar model_status profile schema shown
    practice criterion parent of better issuer_kind approved_on""".split()  # noqa: SIM905 - a list to read
)
SECRET = "the-secret-of-the-house"
EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/hostname) (r) file\nshowpage\n%%EOF\n"
ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "lol"}">' for n in range(9))


def markup(address: str, file: str) -> dict[str, str]:
    """Markup that a template with a hole would let through, and users would write into any field."""
    space = "xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink'"
    inner = f"<svg {space}><image href='{file}'/><image xlink:href='{address}/inner'/></svg>"
    laughs = f"<!DOCTYPE x [{ENTITIES}]><svg {space}><text>&e8;</text></svg>"
    leak = f"<!DOCTYPE x [<!ENTITY e SYSTEM '{file}'>]><svg {space}><text>&e;</text></svg>"
    imported = f"@import url({address}/imported)"
    page = f"@page{{background:url({address}/page);@top-left{{content:url({file})}}}}"
    profile = f"@color-profile --x{{src:url({file})}} p{{color:color(--x 1 0 0)}}"
    filtered = f"<rect width=9 height=9 filter='url({address}/filter#x)' fill='url({file}#g)'/>"
    framed = f"<iframe srcdoc='<img src={address}/frame>'></iframe>"
    face = f"<style>@font-face{{font-family:x;src:url({address}/font)}} p{{font-family:x}}</style>"
    picture = f"<source srcset='{address}/source'><img alt=x src='{address}/fallback'>"
    titled = f"<style>p::before{{content:attr(title url)}}</style><p title='{file}'>x</p>"
    other = f"<style>@font-face{{font-family:x;src:url({file})}} p{{font-family:x}}</style>"
    film = f"<video poster={address}/poster src={file}></video>"
    return {
        "image of a file": f"<img src={file}>",
        "image of the network": f"<img src='{address}/img'>",
        "image out of an attribute": f'"><img src="{address}/out">',
        "image without a scheme": f"<img src='{address.partition(':')[2]}/plain'>",
        "image by a path": "<img src='/etc/hostname'><img src='../../../etc/hostname'>",
        "image by ftp": f"<img src='ftp{address.removeprefix('http')}/ftp'>",
        "image by gopher": f"<img src='gopher{address.removeprefix('http')}/1'>",
        "image by jar and view-source": f"<img src='jar:{file}!/x'><img src='view-source:{file}'>",
        "image by a share": r"<img src='\\127.0.0.1\share\x.png'><img src='file://127.0.0.1/share/x.png'>",
        "image that redirects to a file": f"<img src='{address}/redirect'>",
        "image set": f"<img srcset='{address}/one 1x, {address}/two 2x' src='{address}/src'>",
        "picture": f"<picture>{picture}</picture>",
        "picture within a picture": f"<img src=\"data:image/svg+xml;base64,{_encoded(inner)}\">",
        "entities within a picture": f"<img src='data:image/svg+xml;base64,{_encoded(laughs)}'>",
        "file within a picture": f"<img src='data:image/svg+xml;base64,{_encoded(leak)}'>",
        "page within a picture": f"<img src='data:text/html,<img src={file}>'>",
        "PostScript": f"<img src='data:image/x-eps;base64,{b64encode(EPS).decode()}'>",
        "style sheet": f"<link rel=stylesheet href={address}/css>",
        "style sheet of a file": f"<link rel=stylesheet href={file}>",
        "style sheet within a style sheet": f"<link rel=stylesheet href='data:text/css,{imported}'>",
        "icon": f"<link rel=icon href={address}/icon>",
        "attachment": f"<link rel=attachment href={file}>",
        "attachment within": f"<link rel=attachment href='data:text/plain,{SECRET}'>",
        "attachment as a link": f"<a rel=attachment href={file}>x</a>",
        "imported style": f"</style><style>@import url({address}/import);</style>",
        "imported style in quotes": f"<style>@import '{file}';</style>",
        "background": f"<style>body{{background:url({address}/background)}}</style>",
        "background of one": f"<p style='background-image:url({file})'>x</p>",
        "list marks": f"<ul style='list-style-image:url({address}/mark)'><li>x</li></ul>",
        "border": f"<p style='border-image-source:url({address}/border)'>x</p>",
        "cursor": f"<p style='cursor:url({address}/cursor),auto'>x</p>",
        "mask and filter": f"<p style='mask-image:url({address}/mask);filter:url({address}/filter#x)'>x</p>",
        "content": f"<style>p::before{{content:url({address}/content)}}</style>",
        "content of an attribute": titled,
        "variable": f"<style>:root{{--u:url({address}/variable)}} p{{background:var(--u)}}</style>",
        "typeface": face,
        "typeface of a file": other,
        "name space": f"<style>@namespace url({address}/namespace);</style>",
        "page background": f"<style>{page}</style>",
        "colour profile": f"<style>{profile}</style>",
        "object": f"<object data={file} type=text/html></object>",
        "embed": f"<embed src={file}>",
        "frame": f"<iframe src={file}></iframe>{framed}",
        "sound and film": f"<audio src={address}/audio></audio>{film}",
        "drawn image": f"<svg><image href='{address}/svg'/><image xlink:href='{file}'/></svg>",
        "drawn use": f"<svg><use href='{file}#x'/><use xlink:href='{address}/use#x'/></svg>",
        "drawn filter": f"<svg>{filtered}</svg>",
        "drawn foreign object": f"<svg><foreignObject><img src='{address}/foreign'></foreignObject></svg>",
        "drawn script": "<svg onload='alert(1)'><script>alert(1)</script></svg>",
        "drawn style": f"<svg><style>@import url({address}/drawn);</style><rect width=9 height=9 /></svg>",
        "base": f"<base href={address}/><img src=relative>",
        "base of files": "<base href=file:///etc/><img src=hostname>",
        "refresh": f"<meta http-equiv=refresh content='0;url={address}/refresh'>",
        "entity": f'<!DOCTYPE x [<!ENTITY e SYSTEM "{file}">]><p>&e;</p>',
        "parameter entity": f'<!DOCTYPE x [<!ENTITY % p SYSTEM "{address}/dtd"> %p;]>',
        "inclusion": f"<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='{file}' parse='text'/>",
        "processing instruction": f"<?xml-stylesheet href='{file}' type='text/xsl'?>",
        "server side inclusion": f"<!--#include file='{file}' --><esi:include src='{address}/esi'/>",
        "mathematics": f"<math href='{address}/math'><mi xlink:href='{file}'>x</mi></math>",
        "script": "<script>document.write(1)</script>",
        "script as a link": "<a href='javascript:alert(1)'>x</a>",
        "script as an event": "<p onclick='alert(1)' onmouseover=alert(1)>x</p>",
        "form": f"<form action={address}/form><input name=x value=y><button>go</button></form>",
        "comment": "]]><!--",
        "end of everything": "</p></div></section></title></head></body></html>",
        "conditional comment": f"<!--[if IE]><img src='{address}/if'><![endif]-->",
    }  # fmt: skip


def _encoded(text: str) -> str:
    return b64encode(text.encode()).decode()


def style(address: str, file: str) -> dict[str, str]:
    """Style that a template with a hole would let through."""
    return {
        "import": f"@import url({address}/style-import); p {{ color: red }}",
        "import in quotes": f'@import "{file}";',
        "import within": f"@import url(data:text/css,@import%20url({address}/within));",
        "import in a layer": f"@import url({file}) layer(x) print;",
        "background": f"body {{ background: url({address}/style-background) }}",
        "typeface": f"@font-face {{ font-family: x; src: url({file}) }} p {{ font-family: x }}",
        "page": f"@page {{ @top-left {{ content: url({address}/margin) }} }}",
        "list": f"p {{ display: list-item; list-style: url({file}) }}",
        "escaped": rf"body {{ background: \75\72\6c({address}/escaped) }}",
        "variable": f":root {{ --u: url({file}) }} p {{ background: var(--u) }}",
        "image set": f'p {{ background: image-set("{address}/set" 1x) }}',
        "broken": f"}}}}}} p {{ background: url({address}/broken",
    }


def writing() -> dict[str, str]:
    """Text that runs in templates or in formats, or moves what stands around it."""
    return {
        "sum in a template": "{{7*7}}",
        "classes in a template": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "environment in a template": "{{ self._TemplateReference__context.environment.loader.searchpath }}",
        "inclusion in a template": "{% include 'print.css' %}",
        "loop in a template": "{% for i in range(999999999) %}{% endfor %}",
        "block in a template": "{% raw %}{# x #}{% endraw %}",
        "format": "%(page)s %s %n %% {0} {name!r} ${HOME} `id`",
        "entities": "&lt;b&gt;&#x202e;&amp;nbsp;&nosuch;",
        "attributes": '" data-draft="FORGED" onload="x',
        "end of style": "content: attr(x); } body { display: none } /*",
        "leader": "leader('.') counter(page) string(holder)",
        "anchor": 'id="statement" href="#nowhere" <a href="#node-leadership">x</a>',
        "cells": "=HYPERLINK(1) | a | b | @x +1 -1",
    }


def texts(address: str, file: str) -> list[str]:
    """Everything that is to be printed as it was written."""
    return [*markup(address, file).values(), *style(address, file).values(), *writing().values()]


STRANGE = {
    "null": "a\0b",
    "escape": "a\x1b[31mb\x7f\x9f",
    "right to left override": "Ltd\u202egnp.exe\u202c",
    "isolates": "\u2066a\u2067b\u2068c\u2069",
    "lone surrogates": "a\ud800b\udfffc",
    "noncharacters": "\ufdd0\ufffe\uffff",
    "private": "\ue000\uf8ff\U000f0000\U0010fffd",
    "byte order mark": "\ufeffa\ufeff",
    "zero width": "a\u200bb\u200cc\u200dd\u2060e\u00adf",
    "tower": "Z" + "\u0337\u0321\u0489\u0308\u0338" * 12,
    "emoji": "\U0001f469\u200d\U0001f467 \U0001f3f3\ufe0f\u200d\U0001f308 \U0001f1e9\U0001f1ea 1\ufe0f\u20e3",
    "arabic and hebrew": "شركة الخدمات שירות لقوحات",
    "indic and thai": "ग्राहक सेवा บริการลูกค้า",
    "rare chinese": "\U00020000\u9fa5\u3400\U0002a6df龘",
    "variation": "葛\U000e0100 ⟨\ufe0e\ufe0f",
    "tags": "\U000e0041\U000e007f",
    "unassigned": "\u0378\U000e0fff",
    "separators": "a\u2028b\u2029c\u0085d\u000be\u000cf",
    "quotes of all kinds": "\u201c\u300c\u00ab'\"`\u2018",
    "ligatures": "ffi fi ﬁ ﷺ ㍿ ½ №",
}  # fmt: skip
