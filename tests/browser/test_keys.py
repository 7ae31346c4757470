"""The typical tasks of the desk by keyboard alone, from the home to the next case, with the keys counted."""

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.hands import Keys
from tests.browser.tasks import TASKS, Task, counted, documented

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_task_is_done_by_keys_alone(page: Page, site: LiveServer, task: Task) -> None:
    keys = counted(Keys(page), task, site.url)
    assert keys == documented()[task.name][2]
