"""The manifests say what the code does: services, streams, users and times, and Kubernetes would take them."""

from __future__ import annotations

import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from shared.streams import SERVICES, SINGLE_WRITERS, stream

MANIFESTS = Path(__file__).parents[1] / "deploy" / "kubernetes"
OVERLAYS = sorted(path.name for path in (MANIFESTS / "overlays").iterdir())


def documents(path: Path) -> list[dict[str, Any]]:
    """What stands in a file of several documents."""
    return [document for document in yaml.safe_load_all(path.read_text()) if document]


@cache
def built(overlay: str) -> tuple[dict[str, Any], ...]:
    """What kustomize makes of an overlay."""
    if shutil.which("kubectl") is None:
        pytest.skip("no kubectl here: the overlays are not built")
    folder = MANIFESTS / "overlays" / overlay
    made = subprocess.run(["kubectl", "kustomize", str(folder)], capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    return tuple(document for document in yaml.safe_load_all(made.stdout) if document)


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_kubernetes_would_take_every_resource(overlay: str) -> None:
    """Each resource of each overlay follows the schema that Kubernetes has for its kind."""
    validate = pytest.importorskip("kubernetes_validate", reason="no schemas of Kubernetes here").validate
    own = [d for d in built(overlay) if "." not in d["apiVersion"].partition("/")[0] or "k8s.io" in d["apiVersion"]]
    assert {"Deployment", "Service", "PodDisruptionBudget", "NetworkPolicy"} <= {d["kind"] for d in own}
    for document in own:
        validate(document, "1.30", strict=True)


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_runs_under_its_own_user_and_reads_only(service: str) -> None:
    """Each service has a deployment with the password of its own Redis user, and may write nowhere but to /tmp."""
    pods = [
        d["spec"]["template"]["spec"]
        for d in built("newsroom")
        if d["metadata"]["name"] == service and d["kind"] == "Deployment"
    ]
    (pod,) = pods
    (container,) = pod["containers"]
    env = {entry["name"]: entry.get("value") for entry in container["env"]}
    assert env["SLUGLINE_REDIS_USER"] == service
    assert pod["volumes"][1]["secret"]["items"] == [{"key": service, "path": service}]
    assert container["securityContext"]["readOnlyRootFilesystem"] and pod["securityContext"]["runAsNonRoot"]
    assert container["image"] == f"registry.example/slugline-{service}:0.1.0"


def test_a_pod_has_longer_to_end_than_the_service_takes() -> None:
    """What was begun is finished before Kubernetes loses patience."""
    (config,) = [
        d for d in built("newsroom") if d["kind"] == "ConfigMap" and d["metadata"]["name"].startswith("slugline")
    ]
    wait = float(config["data"]["SLUGLINE_SHUTDOWN_WAIT"])
    for document in built("newsroom"):
        if document["kind"] == "Deployment":
            assert document["spec"]["template"]["spec"]["terminationGracePeriodSeconds"] >= wait + 20


def test_stages_grow_with_the_stream_that_they_read() -> None:
    """KEDA watches the stream and group of each stateless stage, and of no single writer."""
    scaled = [d for d in documents(MANIFESTS / "components" / "keda" / "scaling.yaml") if d["kind"] == "ScaledObject"]
    for document in scaled:
        name, metadata = document["metadata"]["name"], document["spec"]["triggers"][0]["metadata"]
        assert name not in SINGLE_WRITERS
        assert metadata["consumerGroup"] == name and name in stream(metadata["stream"]).read_by
    assert {d["metadata"]["name"] for d in scaled} == {"ingest", "translate", "extract"}


def test_behind_sentinel_services_and_scaling_ask_the_same_hosts() -> None:
    """The overlay for Sentinel names the same Sentinels and the same master to the services and to KEDA."""
    (config,) = [d for d in built("sentinel") if d["kind"] == "ConfigMap"]
    hosts, master = re.match(r"redis\+sentinel://(.*)/(.*)", config["data"]["SLUGLINE_REDIS_URL"]).groups()  # type: ignore[union-attr]
    for document in built("sentinel"):
        if document["kind"] == "ScaledObject":
            (trigger,) = document["spec"]["triggers"]
            assert trigger["type"] == "redis-sentinel-streams"
            assert (trigger["metadata"]["addresses"], trigger["metadata"]["sentinelMaster"]) == (hosts, master)
