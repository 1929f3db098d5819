"""Functions that pass from body to body (机构改革 职责承接): ordering it, confirming where it is in place, deciding cases."""
