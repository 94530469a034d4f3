"""The question bank an organisation starts with; it edits its own afterwards."""

from typing import ClassVar

from django.db import migrations

QUESTIONS = {
    ("complaint", "what"): [
        "What had we led the customer to expect?",
        "What exactly is the customer unhappy about, in their own terms?",
        "Was it the whole product or service, or one part of it? Which?",
        "At which stage did satisfaction turn?",
        "When and how did the customer first try to have it put right?",
        "What did we do then?",
        "Why was that not enough for them?",
    ],
    ("complaint", "why"): [
        "Had we agreed what to expect: time, extent, function, conditions?",
        "Did we stay in touch along the way, or turn to the next sale?",
        "Did we answer at once when the complaint reached us? With what? If not, what held us up?",
        "Was it checked, working and complete, before it left us?",
        "Did we ask soon afterwards whether it met expectations, and was the answer written down?",
        "Is there a quality problem, of our own making or a supplier's?",
        "Is our level of service above what this customer, and the market, expect?",
        "Did we promise more than we delivered?",
        "At which stage could it still have been turned around, and what would it have taken?",
    ],
    ("complaint", "differently"): [
        "Which process or rule stood in the way?",
        "May the people at the front replace or repair on the spot, and have they been shown how, or must they ask above?",
        "Are able people in roles that do not suit them?",
        "What habit in our systems keeps making customers unhappy, and what has to change?",
        "Where are we too slow or too big to answer quickly and personally?",
        "What will we do the next time this happens?",
        "Has what we offer fallen behind what people now expect? If so, what is our answer?",
        "How does this become common practice rather than one good intention?",
    ],
    ("praise", "what"): [
        "What did the customer tell us, in detail? What did the interview add?",
        "What happened at each stage, and which stage stood out?",
        "Who was involved, and what did they do that was not in the book?",
        "What nearly went wrong?",
    ],
    ("praise", "why"): [
        "Is this how we always are, or the exception?",
        "What do we have in place that makes this work every time?",
        "Why did it stand out for this customer and not for others?",
        "Do other customers tell the same story?",
    ],
    ("praise", "differently"): [
        "Can it be repeated, by anyone, on any day?",
        "Can it be improved upon?",
        "What would make it the norm: a habit, a tool, a permission, a lesson for newcomers?",
        "Who should hear of it, and whom do we thank before their peers?",
    ],
}


def add_questions(apps, schema_editor):
    Question = apps.get_model("rankless", "Question")
    Question.objects.bulk_create(
        Question(kind=kind, section=section, position=position, text=text)
        for (kind, section), texts in QUESTIONS.items()
        for position, text in enumerate(texts, start=1)
    )


def remove_questions(apps, schema_editor):
    Question = apps.get_model("rankless", "Question")
    for texts in QUESTIONS.values():
        Question.objects.filter(text__in=texts).delete()


class Migration(migrations.Migration):
    dependencies: ClassVar = [("rankless", "0001_debriefs")]
    operations: ClassVar = [migrations.RunPython(add_questions, remove_questions)]
