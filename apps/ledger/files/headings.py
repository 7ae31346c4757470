"""The fields that a business may report of its own shipments in a file, and the usual names of their columns."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise
from apps.ledger.facts import Errors
from apps.ledger.schema import FIELDS

# A file never says whose a shipment is, since all are the business's own, nor what officers did. Buyers' names are not
# needed.
LABELS: dict[str, Promise] = {
    "reference": _lazy("Tracking number"),
    "issuer": _lazy("Carrier or filer that issued the number"),
} | {field.name: field.label for field in FIELDS if field.by_seller}
REQUIRED = ("reference", "issuer", "date")
# Fields that often have the same value on all lines of a file.
CONSTANTS = ("issuer", "origin", "departure", "currency", "mode")

# Names of columns in English, Spanish and Chinese, as shops, marketplaces and carriers write them. They are compared
# without case and punctuation.
SPELLINGS: dict[str, str] = {
    "reference": (
        "reference, tracking, tracking number, tracking no, tracking id, tracking code, trackingnr, awb, "
        "waybill, waybill number, house bill, parcel number, shipment number, shipment id, "
        "numero de seguimiento, número de seguimiento, guia, guía, numero de guia, número de guía, 运单号, "
        "快递单号, 物流单号, 跟踪号, 追踪号"
    ),
    "issuer": (
        "issuer, carrier code, scac, filer, filer code, transportista, codigo de transportista, "
        "código de transportista, 承运商代码"
    ),
    "date": (
        "date, ship date, shipped, shipped at, shipped on, shipping date, shipment date, dispatch date, "
        "order date, day, fecha, fecha de envio, fecha de envío, 日期, 发货日期, 发货时间"
    ),
    "description": (
        "description, goods, item, item name, product, product name, title, contents, descripcion, "
        "descripción, producto, mercancia, mercancía, 描述, 品名, 商品名称, 货物描述"
    ),
    "hs": (
        "hs, hs code, hscode, hts, hts code, htsus, tariff, tariff code, commodity code, arancel, codigo hs, "
        "código hs, partida arancelaria, 海关编码, 商品编码, hs编码"
    ),
    "origin": (
        "origin, country of origin, coo, made in, origin country, origen, pais de origen, país de origen, "
        "原产国, 原产地"
    ),
    "departure": (
        "departure, ship from, ship from country, country of export, export country, from country, "
        "pais de salida, país de salida, 发货国, 出口国"
    ),
    "value": (
        "value, declared value, price, amount, total, customs value, order total, valor, valor declarado, "
        "precio, importe, 价值, 申报价值, 金额, 价格"
    ),
    "currency": ("currency, currency code, ccy, moneda, divisa, 币种, 货币"),
    "weight_kg": ("weight kg, weight, kg, gross weight, peso, peso kg, 重量, 重量kg"),
    "quantity": ("quantity, qty, pieces, units, count, cantidad, 数量, 件数"),
    "mode": ("mode, mode of transport, transport mode, modo, modo de transporte, 运输方式"),
    "carrier": (
        "carrier, carrier name, shipped by, courier, shipping carrier, empresa de transporte, mensajeria, "
        "mensajería, 承运商, 物流公司, 快递公司"
    ),
    "broker": ("broker, customs broker, agente de aduanas, agente aduanal, 报关行"),
    "port": ("port, port of entry, puerto, puerto de entrada, 港口, 入境口岸"),
    "storefront": ("storefront, store, shop, shop name, store name, channel, tienda, 店铺, 店铺名称"),
}
SELLER_NAMES = "ksn, seller, seller id, seller name, seller code, shipper, vendedor, 卖家, 店主"
OFFICER_NAMES = "disposition, examined, exam, exam basis, exam result, evidence"
_SIGNS = re.compile(r"[\W_]+")


def _plain(heading: str) -> str:
    return _SIGNS.sub("", heading.casefold())


def _names(spellings: str) -> frozenset[str]:
    return frozenset(map(_plain, spellings.split(",")))


_FIELD_OF = {name: field for field, spellings in SPELLINGS.items() for name in _names(spellings)}
_SELLER_COLUMNS, _OFFICER_COLUMNS = _names(SELLER_NAMES), _names(OFFICER_NAMES)


def columns_guess(columns: Iterable[str]) -> dict[str, str]:
    """Guess the column of each field by the names of the columns, in the reader's language too; the first one wins."""
    fields = {_plain(str(label)): field for field, label in LABELS.items()} | _FIELD_OF
    found: dict[str, str] = {}
    for column in columns:
        if field := fields.get(_plain(column)):
            found.setdefault(field, column)
    return found


def unread_reason(column: str) -> str:
    """Return why a column of that name is never read; "" for a column that may be read."""
    name = _plain(column)
    if name in _SELLER_COLUMNS:
        return _("Not read. Your file is only about your own shipments: all of them are recorded under your number.")
    if name in _OFFICER_COLUMNS:
        return _("Not read. Only officers and those who carry or clear a shipment can say this.")
    return ""


def errors_text(errors: Errors) -> str:
    """Return the errors of a line in words."""
    texts = []
    for name, messages in errors.items():
        about = {"field": LABELS.get(name, name), "message": " ".join(messages)}
        texts.append(_("%(field)s: %(message)s") % about if name in LABELS else about["message"])
    return " ".join(texts)
