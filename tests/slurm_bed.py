"""A Slurm of one machine for tests: munged, slurmctld and slurmd, all in a folder of their own, on the loopback device, and
ended by their own ids. `with SlurmBed() as bed:` and give `bed.environment` to whoever calls sbatch."""

import os
import pathlib
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "squeue", "scancel", "sinfo")
CONFIGURATION = """
ClusterName=bed
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller_port}
SlurmdPort={node_port}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
SlurmUser={user}
SlurmdUser={user}
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
# A container has neither systemd nor control groups of its own.
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
MpiDefault=none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
ReturnToService=2
JobRequeue=1
SchedulerParameters=batch_sched_delay=0,sched_min_interval=100000
MinJobAge=30
KillWait=5
NodeName={host} NodeAddr=127.0.0.1 CPUs={cpus} State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


def missing() -> str:
    """Why there can be no bed here; empty if there can."""
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    lacking = [name for name in PROGRAMS if shutil.which(name, path=path) is None]
    return f"not installed: {', '.join(lacking)} (tools/setup)" if lacking else ""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class SlurmBed:
    def __init__(self, cpus: int = 2):
        self.cpus = cpus
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="slurm-bed-"))
        self.environment = {
            "SLURM_CONF": str(self.folder / "slurm.conf"),
            "PATH": os.environ.get("PATH", "") + ":/usr/sbin:/sbin",
        }
        self.daemons: list[subprocess.Popen] = []

    def __enter__(self) -> "SlurmBed":
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_) -> None:
        for daemon in reversed(self.daemons):
            daemon.terminate()
            try:
                daemon.wait(10)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self) -> None:
        for name in ("state", "spool"):
            (self.folder / name).mkdir()
        os.chmod(self.folder, 0o755)  # munged refuses a socket in a folder that others can write, and one they cannot reach
        key = self.folder / "munge.key"
        key.write_bytes(secrets.token_bytes(1024))
        key.chmod(0o400)
        text = CONFIGURATION.format(
            host=socket.gethostname().split(".")[0],
            folder=self.folder,
            user=pwd.getpwuid(os.geteuid()).pw_name,
            controller_port=free_port(),
            node_port=free_port(),
            cpus=self.cpus,
        )
        (self.folder / "slurm.conf").write_text(text, encoding="utf-8")
        files = {name: f"{self.folder}/munge.{name}" for name in ("socket", "pid", "log", "seed")}
        self.spawn("munged", "--foreground", "--force", f"--key-file={key}", f"--socket={files['socket']}",
                   f"--pid-file={files['pid']}", f"--log-file={files['log']}", f"--seed-file={files['seed']}")
        self.wait_for(lambda: pathlib.Path(files["socket"]).exists(), "munged")
        self.spawn("slurmctld", "-D", "-i")
        self.spawn("slurmd", "-D", "-N", socket.gethostname().split(".")[0])
        self.wait_for(lambda: "idle" in self.run("sinfo", "-h", "-o", "%T").stdout, "the node")

    def spawn(self, *command: str) -> None:
        log = open(self.folder / f"{command[0]}.out", "w", encoding="utf-8")
        with log:
            self.daemons.append(
                subprocess.Popen(command, env={**os.environ, **self.environment}, stdin=subprocess.DEVNULL,
                                 stdout=log, stderr=log, executable=shutil.which(command[0], path=self.environment["PATH"]))
            )

    def wait_for(self, ready, what: str, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while not ready():
            dead = [daemon.args[0] for daemon in self.daemons if daemon.poll() is not None]
            if dead or time.monotonic() > end:
                logs = {path.name: path.read_text(errors="replace")[-1500:] for path in self.folder.glob("*.[lo][ou][gt]")}
                raise RuntimeError(f"{what} does not come up; ended: {dead}; {logs}")
            time.sleep(0.1)  # of the daemons, which tell nobody that they are there

    def run(self, *command: str) -> subprocess.CompletedProcess:
        return subprocess.run(command, env={**os.environ, **self.environment}, capture_output=True, text=True, timeout=60,
                              check=False)
