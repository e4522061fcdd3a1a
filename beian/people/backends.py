from django.contrib.auth.backends import BaseBackend


class NodeBackend(BaseBackend):
    """Sign-in happens in people.signin, per node; this backend only names how a session's account was found."""

    def get_user(self, user_id):
        return None  # accounts are read by the scope middleware, with the reach of accounts
