"""Two servers behind a balancer that follows /readyz, restarted in turns under load: nobody's request fails.

The balancer is what HAProxy, nginx or a Kubernetes service is to an operator: it opens new connections to whoever says
that it is ready, and looks ten times a second."""
import http.client
import json
import selectors
import signal
import socket
import threading
import time
import unittest

import edify
import small_library

RESTARTS = 20 if edify.SOAK else 3
CLIENTS = 8


class Balancer:
    """Passes bytes on, a thread a connection. `backends` are ports."""

    def __init__(self):
        self.backends = {}  # port → ready
        self.lock = threading.Lock()
        self.turn = 0
        self.stopping = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=200)
        self.port = self.listener.getsockname()[1]
        for work in (self.accept, self.probe):
            threading.Thread(target=work, daemon=True).start()

    def set(self, ports):
        with self.lock:
            self.backends = {port: self.backends.get(port, False) for port in ports}

    def probe(self):
        while not self.stopping.wait(0.1):
            with self.lock:
                ports = list(self.backends)
            for port in ports:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
                try:
                    connection.request("GET", "/readyz", headers={"Connection": "close"})
                    ready = connection.getresponse().status == 200
                except OSError:
                    ready = False
                finally:
                    connection.close()
                with self.lock:
                    if port in self.backends:
                        self.backends[port] = ready

    def choose(self):
        with self.lock:
            ready = [port for port, is_ready in self.backends.items() if is_ready]
            self.turn += 1
            return ready[self.turn % len(ready)] if ready else None

    def accept(self):
        while not self.stopping.is_set():
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        port = self.choose()
        if port is None:
            client.close()
            return
        with client, socket.create_connection(("127.0.0.1", port)) as server, selectors.DefaultSelector() as watch:
            watch.register(client, selectors.EVENT_READ, server)
            watch.register(server, selectors.EVENT_READ, client)
            while watch.get_map():
                for key, _ in watch.select():
                    try:
                        if data := key.fileobj.recv(65536):
                            key.data.sendall(data)
                            continue
                    except OSError:
                        pass
                    return

    def stop(self):
        self.stopping.set()
        self.listener.close()


class Client(threading.Thread):
    """Asks, reads, thinks, asks; over one connection while the server keeps it."""

    def __init__(self, port, bearer, done):
        super().__init__()
        self.port, self.bearer, self.done = port, bearer, done
        self.answers, self.failures = 0, []

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Authorization": f"Bearer {self.bearer}", "Content-Type": "application/json"}
        while not self.done.wait(0.02):
            try:
                connection.request("POST", "/query", json.dumps({"query": f"how do plants work in part {self.answers}?"}), headers)
                answer = connection.getresponse()
                answer.read()
                if answer.status == 200:
                    self.answers += 1
                else:
                    self.failures.append(answer.status)
            except (OSError, http.client.HTTPException) as error:
                self.failures.append(repr(error))
                connection.close()


class RollingRestart(unittest.TestCase):
    def test_no_request_fails(self):
        with edify.temporary_folder() as folder:
            data = small_library.make(folder)
            bearer = edify.token(data, "student", "*")
            lame_duck = {"EDIFY_SERVER_LAME_DUCK": "1"}
            servers = [edify.Server(data, lame_duck) for _ in range(2)]
            balancer = Balancer()
            balancer.set([server.port for server in servers])
            self.assertTrue(edify.eventually(lambda: all(balancer.backends.values())))
            done = threading.Event()
            clients = [Client(balancer.port, bearer, done) for _ in range(CLIENTS)]
            for client in clients:
                client.start()
            start = time.monotonic()
            try:
                for number in range(RESTARTS):
                    old = servers.pop(0)
                    servers.append(edify.Server(data, lame_duck))
                    balancer.set([server.port for server in (old, *servers)])
                    self.assertTrue(edify.eventually(lambda: balancer.backends[servers[-1].port]), "the new one is ready")
                    self.assertEqual(old.stop(), 0, "it ends well")
                    balancer.set([server.port for server in servers])
            finally:
                done.set()
                for client in clients:
                    client.join()
                balancer.stop()
                for server in servers:
                    server.stop()
            failures = [failure for client in clients for failure in client.failures]
            answers = sum(client.answers for client in clients)
            print(f"{RESTARTS} restarts in {time.monotonic() - start:.0f} s: {answers} answers, {len(failures)} failures")
            self.assertEqual(failures, [])
            self.assertGreater(answers, 10 * RESTARTS)

    def test_two_processes_share_a_port_where_they_are_told_to(self):
        with edify.temporary_folder() as folder:
            data = small_library.make(folder, documents=2)
            with edify.server(data) as alone:
                taken = edify.run("serve", "--port", alone.port, data=data)
                self.assertEqual(taken.returncode, 6)
            shared = {"EDIFY_SERVER_REUSE_PORT": "true"}
            with edify.server(data, shared) as first:
                second = edify.start("serve", "--port", first.port, data=data, extra=shared)
                try:
                    def both_listen():
                        with open("/proc/net/tcp", encoding="ascii") as table:
                            return sum(f":{first.port:04X} 00000000:0000 0A" in line for line in table) == 2
                    self.assertTrue(edify.eventually(both_listen))
                finally:
                    second.send_signal(signal.SIGTERM)
                    self.assertEqual(second.wait(timeout=60), 0)
                self.assertEqual(first.request("/readyz").status, 200)


if __name__ == "__main__":
    unittest.main()
