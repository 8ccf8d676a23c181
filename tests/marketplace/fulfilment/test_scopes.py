import pytest
from django_scopes.exceptions import ScopeError

from marketplace.care.models import Case
from marketplace.fulfilment.models import Consignment, ConsignmentChange, ConsignmentLine
from marketplace.technical.models import Proposal


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Consignment, ConsignmentLine, ConsignmentChange, Case, Proposal])
def test_nothing_of_a_trader_can_be_read_outside_a_scope(model):
    with pytest.raises(ScopeError):
        model.objects.count()
