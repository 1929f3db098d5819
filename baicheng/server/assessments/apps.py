"""The app as Django loads it."""

from datetime import datetime

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """Names the app."""

    name = "baicheng.server.assessments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Flows ask rules through this app, which judges them; what it needs is loaded with the first question."""
        from baicheng.flows.asking import Answer
        from baicheng.server.registers import answers

        def by_rules(question: answers.Question, at: datetime) -> Answer:
            from baicheng.server.assessments import answering

            return answering.rule_answer(question, at)

        answers.answered_by(by_rules)
