"""What each screen does with its keys and scans: functions from a state to a step."""
