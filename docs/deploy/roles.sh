#!/bin/sh
# First start of the database: the owner, who migrates, and the application's login, which owns nothing.
set -eu
psql -v ON_ERROR_STOP=1 -v app="$BEIAN_APP_PASSWORD" -v owner="$BEIAN_OWNER_PASSWORD" -U postgres <<'SQL'
CREATE ROLE beian_owner LOGIN CREATEROLE PASSWORD :'owner';
CREATE ROLE beian_app LOGIN NOINHERIT PASSWORD :'app';
CREATE DATABASE beian OWNER beian_owner;
SQL
