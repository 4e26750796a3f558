from dataclasses import replace

import pytest
from nacl.public import SealedBox

from intake.domain.errors import BadContact, EmptyText, KeyReused, NotFound, TooLong, UnknownArea
from intake.domain.receipt import new_receipt
from intake.domain.writing import LONGEST
from intake.service import filing, status
from intake.service.filing import NewComplaint
from routing.assignment import Kind

KEY = "0123456789abcdef-row-1"


def file(ports, text="商场不给退款", key=None, **more):
    return filing.file_complaint(NewComplaint(text, **more), ports=ports, key=key)


def test_words_are_stored_before_anything_understands_them(ports):
    filed = file(ports, place="坞城路", kind=Kind.COMPLAINT)
    with ports.view() as uow:
        complaint = uow.complaints.get(filed.number)
    assert (complaint.text, complaint.place) == ("商场不给退款", "坞城路")
    assert complaint.tickets == []
    assert filed.promised_at > complaint.filed_at


def test_the_receipt_opens_the_complaint_and_is_stored_nowhere(ports):
    filed = file(ports)
    assert status.look_up(filed.receipt, ports=ports).number == filed.number
    with ports.view() as uow:
        assert filed.receipt not in repr(vars(uow.complaints.get(filed.number)))


def test_a_retry_with_its_key_is_the_same_complaint(ports):
    first, again = file(ports, key=KEY), file(ports, key=KEY)
    assert (first.number, first.receipt) == (again.number, again.receipt)
    assert again.replayed
    with ports.view() as uow:
        assert len(uow.events.latest()) == 1


def test_a_key_used_for_something_else_is_refused(ports):
    file(ports, key=KEY)
    with pytest.raises(KeyReused):
        file(ports, text="路灯不亮", key=KEY)


def test_the_contact_can_be_opened_with_the_vaults_key_alone(ports, contact_key, report_key):
    filed = file(ports, contact="我的电话 138 0013 8000")
    with ports.view() as uow:
        contact_id = uow.complaints.get(filed.number).contact_id
        sealed = uow.contacts.sealed(contact_id)
    assert b"138" not in sealed
    assert SealedBox(contact_key).decrypt(sealed) == b"13800138000"
    with pytest.raises(Exception, match="decrypt"):
        SealedBox(report_key).decrypt(sealed)


@pytest.mark.parametrize(
    ("more", "error", "pointer"),
    [
        ({"text": " \u200b\n"}, EmptyText, "/text"),
        ({"text": "……!"}, EmptyText, "/text"),
        ({"text": "字" * (LONGEST + 1)}, TooLong, "/text"),
        ({"text": "字" * 100_000}, TooLong, "/text"),
        ({"area": "999999"}, UnknownArea, "/area"),
        ({"place": "路" * 201}, TooLong, "/place"),
        ({"contact": "12345"}, BadContact, "/contact"),
    ],
)
def test_bad_input_names_its_field_and_stores_nothing(ports, more, error, pointer):
    with pytest.raises(error) as caught:
        file(ports, **({"text": "路灯不亮"} | more))
    assert caught.value.pointer == pointer
    with ports.view() as uow:
        assert uow.events.latest() == []


def test_emoji_alone_are_taken(ports):
    assert file(ports, text="😡🔥").number


def test_direction_marks_and_controls_are_dropped_and_lines_kept(ports):
    filed = file(ports, text="第一行\u202e\x00\n第二行")
    with ports.view() as uow:
        assert uow.complaints.get(filed.number).text == "第一行\n第二行"


def test_a_vault_that_cannot_seal_stores_nothing(ports):
    class Broken:
        def seal(self, plain):
            raise OSError("the vault is away")

    with pytest.raises(OSError, match="vault"):
        file(replace(ports, contact_sealer=Broken()), contact="13800138000")
    with ports.view() as uow:
        assert uow.events.latest() == []


def test_an_unknown_receipt_finds_nothing(ports):
    file(ports)
    with pytest.raises(NotFound):
        status.look_up(new_receipt(), ports=ports)
