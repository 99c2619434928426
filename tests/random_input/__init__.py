"""Any input at all, for each public function of helpers/."""
