"""The real servers the tests run on: found on this machine, or started for one test run and stopped after it."""
