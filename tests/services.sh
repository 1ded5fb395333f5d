# Sourced by tests/run.sh: finds or starts PostgreSQL, Redis and Chromium, says so, and exports where they are.
# What is started here is private to this run and stopped at its end.

private=$(mktemp -d /tmp/vesicle-test.XXXXXX)
stop_services() {
  [ -f "$private/postgres.pid" ] && as_postgres "$pg_bin/pg_ctl" -D "$private/pg" -m immediate stop >/dev/null 2>&1
  [ -f "$private/redis.pid" ] && kill "$(cat "$private/redis.pid")" 2>/dev/null
  rm -rf "$private"
}
trap stop_services EXIT

listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

need() { # need PROGRAM_TEST PACKAGE...: install the Debian packages unless the program is there
  local test=$1
  shift
  eval "$test" && return
  if [ "$(id -u)" -ne 0 ]; then
    echo "Missing: $*. Install it first: sudo apt-get install $*" >&2
    exit 1
  fi
  echo "Installing $* with apt."
  [ -n "${apt_updated:-}" ] || apt-get update -qq
  apt_updated=1
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null
}

as_postgres() { if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

answers() { .venv/bin/python -c "import psycopg, sys; psycopg.connect(sys.argv[1]).close()" "$1" 2>/dev/null; }

find_postgres() {
  local user
  if listens 5432; then
    for user in postgres root "$(id -un)"; do
      if answers "postgresql://$user@127.0.0.1:5432/test"; then
        export TEST_POSTGRES_URL="postgresql+psycopg://$user@127.0.0.1:5432/test"
        echo "Using PostgreSQL on 127.0.0.1:5432 as $user."
        return
      fi
    done
    echo "PostgreSQL on 127.0.0.1:5432 lets nobody in without a password; starting a private one."
  fi
  need 'ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1' postgresql
  pg_bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
  chmod 755 "$private"
  mkdir "$private/pg"
  [ "$(id -u)" -eq 0 ] && chown postgres "$private/pg" "$private"
  as_postgres "$pg_bin/initdb" -D "$private/pg" -U postgres -A trust >/dev/null
  as_postgres "$pg_bin/pg_ctl" -D "$private/pg" -w -l "$private/pg/log" \
    -o "-p 54329 -c listen_addresses=127.0.0.1 -c unix_socket_directories=$private/pg -c fsync=off" start >/dev/null
  touch "$private/postgres.pid"
  as_postgres "$pg_bin/createdb" -h 127.0.0.1 -p 54329 -U postgres test
  export TEST_POSTGRES_URL="postgresql+psycopg://postgres@127.0.0.1:54329/test"
  echo "Started a private PostgreSQL on port 54329."
}

find_redis() {
  if listens 6379; then
    export TEST_REDIS_URL="redis://127.0.0.1:6379/9"
    echo "Using Redis on 127.0.0.1:6379."
    return
  fi
  need 'command -v redis-server >/dev/null' redis-server
  redis-server --port 63799 --bind 127.0.0.1 --save "" --daemonize yes --pidfile "$private/redis.pid" >/dev/null
  export TEST_REDIS_URL="redis://127.0.0.1:63799/0"
  echo "Started a private Redis on port 63799."
}

find_chromium() {
  need 'command -v chromium >/dev/null' chromium
  export CHROMIUM
  CHROMIUM=$(command -v chromium)
}
