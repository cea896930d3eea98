// What is wrong with the database and the login, and how to fix it. Exits with 1 if something is wrong.
// usage: doctor.jsh

if (!doctor()) {
  fail("something is wrong");
}
