"""What InforMEA's harvester and its neighbours read: an OData service, and the REST JSON of their Drupal module.

``schema`` says which sets there are and what their rows hold; ``rows`` and its neighbours fill them from one
snapshot; ``query`` answers what was asked; the envelopes (``verbose``, ``plain``, ``atom``) write it down.
"""
