"""deploy/: the chart for every set of values, the compose file and the Dockerfile, without a cluster and without Docker."""
import itertools
import json
import os
import pathlib
import re
import shutil
import subprocess
import unittest

import edify

DEPLOY = edify.ROOT / "deploy"
CHART = DEPLOY / "helm" / "edify"
TOOLS = pathlib.Path(os.environ.get("EDIFY_ENGINES_DIR", edify.ROOT / "engines")) / "deploy"
PYTHON = TOOLS / "venv" / "bin" / "python"
ENVIRONMENTS = ("dev", "staging", "prod")
LOADS = ("users-50", "users-200", "users-1000")

needs_tools = unittest.skipUnless((TOOLS / "stamp").exists(), f"what checks deploy/ is not in {TOOLS}; run tools/setup.sh")


def check(script, *arguments):
    done = subprocess.run([PYTHON, edify.ROOT / "tests" / "deploy" / script, *map(str, arguments)],
                          capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def documented_settings():
    """Variables that docs/configuration.md names, and what its rows stand for: `EDIFY_QDRANT_SHARDS`, …"""
    text = (edify.ROOT / "docs" / "configuration.md").read_text()
    keys = re.findall(r"`([a-z_]+(?:\.[a-z_]+)+)`", text)
    keys += ["access.oidc." + key for key in re.findall(r"(?m)^\| `(\w+)` \|", (edify.ROOT / "docs" / "identity.md").read_text())]
    return set(re.findall(r"EDIFY_[A-Z_]+|AZURE_[A-Z_]+", text)) | {"EDIFY_" + key.upper().replace(".", "_") for key in keys}


def bytes_of(quantity):
    number, unit = re.fullmatch(r"(\d+)([MG]i)", quantity).groups()
    return int(number) << {"Mi": 20, "Gi": 30}[unit]


def cores_of(quantity):
    return int(quantity[:-1]) / 1000 if quantity.endswith("m") else float(quantity)


@needs_tools
class ChartTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        sets = {"defaults": {"files": []}} | {name: {"files": [name]} for name in ENVIRONMENTS + LOADS}
        sets |= {f"{one}+{other}": {"files": [one, other]} for one, other in itertools.product(ENVIRONMENTS, LOADS)}
        sets["everything"] = {"files": ["prod", "users-1000"], "values": {
            "configFile": "[[access.issuers]]\nname = \"one\"\n", "nodeSelector": {"edify": "data"},
            "tolerations": [{"key": "edify", "operator": "Exists"}], "data": {"existingClaim": "restored"},
            "image": {"pullSecrets": [{"name": "registry"}]}, "ingest": {"source": "azure://edify-content/SOP"}}}
        cls.files = {path.stem for path in (CHART / "values").glob("*.yaml")}
        cls.found = check("check_chart.py", CHART, json.dumps(sets))
        cls.objects = cls.found["objects"]

    def of_kind(self, name, kind):
        return [thing for thing in self.objects[name] if thing["kind"] == kind]

    def pods(self, name):
        """(name, spec of the pod) of everything that runs."""
        return [(thing["metadata"]["name"], thing["spec"]["template"]["spec"]) for thing in self.of_kind(name, "Deployment")
                ] + [(thing["metadata"]["name"], thing["spec"]) for thing in self.of_kind(name, "Pod")
                     ] + [(thing["metadata"]["name"], thing["spec"]["jobTemplate"]["spec"]["template"]["spec"])
                          for thing in self.of_kind(name, "CronJob")]

    def test_every_set_of_values_is_clean(self):
        self.assertEqual(self.files, set(ENVIRONMENTS + LOADS))
        self.assertEqual(self.found["problems"], [])
        self.assertEqual(len(self.objects), 1 + 6 + 9 + 1)

    def test_the_chart_is_of_the_program_s_version(self):
        version = re.search(r"project\(edify VERSION (\S+)", (edify.ROOT / "CMakeLists.txt").read_text()).group(1)
        self.assertIn(f'appVersion: "{version}"\n', (CHART / "Chart.yaml").read_text())
        self.assertEqual(set(re.findall(r"image: edify-\w+:(\S+)", (DEPLOY / "compose.yaml").read_text())), {version})

    def test_what_is_wrong_is_found(self):
        wrong = {"a secret": {"settings": {"QDRANT_API_KEY": "x"}}, "latest": {"image": {"tag": "latest"}},
                 "no number": {"api": {"replicas": "two"}}, "no tls": {"ingress": {"enabled": True, "tlsSecretName": ""}},
                 "unknown": {"replicas": 3}, "no quantity": {"api": {"resources": {"requests": {"cpu": [], "memory": "1Gi"}}}}}
        sets = {name: {"files": [], "values": values} for name, values in wrong.items()}
        problems = check("check_chart.py", CHART, json.dumps(sets))["problems"]
        for name in wrong:
            self.assertTrue(any(each.startswith(f"{name}: ") for each in problems), (name, problems))

    def test_pods_have_no_rights(self):
        for name in self.objects:
            for pod, spec in self.pods(name):
                self.assertTrue(spec["securityContext"]["runAsNonRoot"])
                self.assertEqual(spec["securityContext"]["seccompProfile"], {"type": "RuntimeDefault"})
                self.assertFalse(spec["automountServiceAccountToken"])
                for container in spec["containers"]:
                    self.assertEqual(container["securityContext"], {
                        "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True,
                        "capabilities": {"drop": ["ALL"]}}, pod)
                    self.assertNotIn("env", container, "secrets come by reference, settings from the ConfigMap")

    def test_pods_that_share_the_data_folder_share_a_node(self):
        for name in self.objects:
            claims = set()
            jobs = [thing["spec"]["jobTemplate"] for thing in self.of_kind(name, "CronJob")]
            for thing in self.of_kind(name, "Deployment") + self.of_kind(name, "Pod") + jobs:
                pod = thing["spec"].get("template", thing)
                claim = pod["spec"]["volumes"][0]["persistentVolumeClaim"]["claimName"]
                term, = pod["spec"]["affinity"]["podAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
                self.assertEqual(term["topologyKey"], "kubernetes.io/hostname")
                self.assertLessEqual(term["labelSelector"]["matchLabels"].items(), pod["metadata"]["labels"].items())
                claims.add(claim)
            self.assertEqual(len(claims), 1)

    def test_nothing_goes_in_or_out_unless_a_policy_says_so(self):
        for name in self.objects:
            deny, *others = self.of_kind(name, "NetworkPolicy")
            self.assertEqual(deny["spec"]["policyTypes"], ["Ingress", "Egress"])
            self.assertNotIn("ingress", deny["spec"])
            self.assertNotIn("egress", deny["spec"])
            for thing in self.of_kind(name, "Deployment") + self.of_kind(name, "Pod"):
                labels = thing["spec"].get("template", thing)["metadata"]["labels"]
                self.assertLessEqual(deny["spec"]["podSelector"]["matchLabels"].items(), labels.items())
            for policy in others:
                for rule in policy["spec"].get("ingress", []) + policy["spec"].get("egress", []):
                    self.assertTrue(rule["ports"])
                    self.assertTrue(rule.get("from") or rule.get("to"), "a rule without a peer lets everybody")

    def test_selectors_meet_their_pods(self):
        for name in self.objects:
            pods = [thing["spec"]["template"]["metadata"]["labels"] for thing in self.of_kind(name, "Deployment")]
            go_live = self.of_kind(name, "Pod")[0]["metadata"]["labels"]
            for thing in self.of_kind(name, "Service") + self.of_kind(name, "PodDisruptionBudget"):
                selector = thing["spec"]["selector"]
                selector = selector.get("matchLabels", selector)
                self.assertEqual(sum(selector.items() <= labels.items() for labels in pods), 1)
                self.assertFalse(selector.items() <= go_live.items(), "the check would be asked questions")

    def test_production_is_backed_up_every_night_under_a_key_of_a_secret(self):
        self.assertEqual(self.of_kind("defaults", "CronJob"), [])
        job, = self.of_kind("prod", "CronJob")
        self.assertEqual(job["spec"]["concurrencyPolicy"], "Forbid")
        pod = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]
        self.assertEqual(pod["containers"][0]["args"][0], "backup")
        settings, = (thing["data"] for thing in self.of_kind("prod", "ConfigMap") if thing["metadata"]["name"] == "edify-api")
        # Servers note what must stay ended, so they have the key too.
        for name, spec in self.pods("prod"):
            keys, = (volume["secret"] for volume in spec["volumes"] if volume["name"] == "keys")
            self.assertEqual((keys["secretName"], keys["defaultMode"]), ("edify-keys", 0o400), name)
            mount, = (each["mountPath"] for each in spec["containers"][0]["volumeMounts"] if each["name"] == "keys")
            self.assertEqual(settings["EDIFY_BACKUP_KEY_FILE"], mount + "/backup.key")

    def test_probes_ask_routes_that_exist(self):
        routes = (edify.ROOT / "src" / "api" / "routes.cpp").read_text()
        container = self.of_kind("defaults", "Deployment")[0]["spec"]["template"]["spec"]["containers"][0]
        for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
            self.assertIn(f'"GET", "{container[probe]["httpGet"]["path"]}"', routes)

    def test_settings_are_documented_ones(self):
        known = documented_settings()
        for name in self.objects:
            for thing in self.of_kind(name, "ConfigMap"):
                if thing["metadata"]["name"].endswith(("-api", "-ingest")):
                    self.assertEqual(set(thing["data"]) - known, set())

    def test_the_go_live_check_refuses_nothing_of_staging_and_production(self):
        lines = re.findall(r"(?m)^ENV (.*)$", (DEPLOY / "docker" / "Dockerfile").read_text())
        image = dict(pair.split("=", 1) for line in lines for pair in line.split())
        self.assertEqual(image["EDIFY_SERVER_HOST"], "0.0.0.0")
        del image["EDIFY_MODELS"]
        for name in ("staging", "prod", "prod+users-1000"):
            settings, = (thing["data"] for thing in self.of_kind(name, "ConfigMap")
                         if thing["metadata"]["name"] == "edify-api")
            with edify.temporary_folder() as folder:
                done = subprocess.run([edify.PROGRAM, "--data", folder / "data", "doctor", "--production"], cwd=folder,
                                      env={**image, **settings}, capture_output=True, text=True, timeout=60)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            # By whom: docs/deploy.md.
            self.assertLessEqual(set(re.findall(r"(?m)^waived +(\w+)", done.stdout)), {"open_metrics", "unencrypted_store", "no_backup"})

    def test_requests_fit_what_the_load_level_is_given(self):
        # The resources that were asked for, by load level: cores, GB.
        for load, cores, memory in (("users-50", 4, 8), ("users-200", 8, 16), ("users-1000", 24, 48)):
            want_cores = want_memory = 0
            autoscalers = self.of_kind(f"prod+{load}", "HorizontalPodAutoscaler")
            for thing in self.of_kind(f"prod+{load}", "Deployment"):
                replicas = thing["spec"].get("replicas") or autoscalers[0]["spec"]["maxReplicas"]
                resources = thing["spec"]["template"]["spec"]["containers"][0]["resources"]
                want_cores += replicas * cores_of(resources["requests"]["cpu"])
                want_memory += replicas * bytes_of(resources["limits"]["memory"])
            self.assertLessEqual(want_cores, cores)
            self.assertLessEqual(want_memory, memory << 30, load)

    def test_the_rules_are_those_that_are_tested(self):
        rule, = self.of_kind("prod", "PrometheusRule")
        names = {each["alert"] for group in rule["spec"]["groups"] for each in group["rules"] if "alert" in each}
        self.assertEqual(names, set(re.findall(r"- alert: (\w+)", (DEPLOY / "monitoring" / "alerts.yml").read_text())))
        dashboard = [thing for thing in self.of_kind("prod", "ConfigMap") if thing["metadata"]["name"].endswith("dashboard")]
        self.assertEqual(json.loads(dashboard[0]["data"]["edify.json"]),
                         json.loads((DEPLOY / "monitoring" / "dashboard.json").read_text()))


@needs_tools
class ComposeTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.found = check("check_compose.py", TOOLS / "compose-spec.json", DEPLOY / "compose.yaml")
        cls.file = cls.found["file"]

    def test_it_keeps_the_specification(self):
        self.assertEqual(self.found["problems"], [])
        self.assertLessEqual({"api", "ingest", "qdrant", "redis", "postgres", "prometheus", "grafana", "azurite"},
                             set(self.file["services"]))

    def test_every_service_is_confined_watched_and_bounded(self):
        for name, service in self.file["services"].items():
            self.assertTrue(service["read_only"], name)
            self.assertEqual(service["cap_drop"], ["ALL"], name)
            self.assertEqual(service["security_opt"], ["no-new-privileges:true"], name)
            self.assertTrue(service["healthcheck"]["test"], name)
            self.assertTrue(service["mem_limit"], name)
            self.assertRegex(service["image"], r":v?\d+\.\d+(\.\d+)?(-\w+)?$", "a tag that says which")
            for port in service.get("ports", []):
                self.assertTrue(port.startswith("127.0.0.1:"), name)
            for variable, value in (service.get("environment") or {}).items():
                self.assertFalse(re.search("PASSWORD|SECRET|KEY", variable) and not value.startswith("/run/secrets/"), variable)

    def test_what_it_mounts_is_there(self):
        for service in self.file["services"].values():
            for mount in service.get("volumes", []):
                source = mount.split(":")[0]
                if source.startswith("."):
                    self.assertTrue((DEPLOY / source).is_file(), source)
                else:
                    self.assertIn(source, self.file["volumes"])
            for secret in service.get("secrets", []):
                self.assertIn(secret if isinstance(secret, str) else secret["source"], self.file["secrets"])
            for network in service["networks"]:
                self.assertIn(network, self.file["networks"])

    def test_secrets_are_made_for_all_and_kept(self):
        with edify.temporary_folder() as folder:
            (folder / "compose").mkdir()
            shutil.copy(DEPLOY / "compose" / "make-secrets.sh", folder / "compose")
            for _ in range(2):
                done = subprocess.run([folder / "compose" / "make-secrets.sh"], capture_output=True, text=True)
                self.assertEqual(done.returncode, 0, done.stderr)
                made = {path: path.read_bytes() for path in (folder / "secrets").iterdir()}
                self.assertEqual(locals().get("before", made), made)
                before = made
            self.assertEqual({path.name for path in made},
                             {pathlib.Path(secret["file"]).name for secret in self.file["secrets"].values()})
            for path in made:
                self.assertEqual(path.stat().st_mode & 0o777, 0o600)
            settings = (folder / "secrets" / "edify.env").read_text()
            password = re.search("requirepass (.*)", (folder / "secrets" / "redis.conf").read_text()).group(1)
            self.assertIn(f"REDIS_URL=redis://:{password}@redis:6379\n", settings)


@needs_tools
class DockerfileTest(unittest.TestCase):
    def test_hadolint_has_nothing_to_say(self):
        done = subprocess.run([TOOLS / "venv" / "bin" / "hadolint", DEPLOY / "docker" / "Dockerfile"],
                              capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_the_last_stages_hold_the_tree_alone(self):
        text = (DEPLOY / "docker" / "Dockerfile").read_text()
        runtime = text[text.index("FROM scratch"):]
        self.assertNotIn("RUN ", runtime)
        self.assertRegex(runtime, r"(?m)^USER 10001:10001$")
        self.assertEqual(re.findall(r"(?m)^FROM (\w+) AS (\w+)$", runtime), [
            ("scratch", "runtime"), ("runtime", "ingest"), ("runtime", "api")])


if __name__ == "__main__":
    unittest.main()
