"""The simulated program, lived through by the services that a real one uses."""

from config.simulation.services.demo import demo_prepare
from config.simulation.services.program import program_simulate

__all__ = ["demo_prepare", "program_simulate"]
