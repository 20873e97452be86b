from __future__ import annotations

import pytest

from generator.text.languages import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Counting sheep is a benchmark for the patience of reward models.", "en"),
        ("Trees for All", "en"),
        ("Das Zählen von Schafen ist eine Probe für die Geduld.", "de"),
        ("Compter les moutons est une épreuve pour la patience des modèles.", "fr"),
        ("Contar ovejas es una prueba para la paciencia de los modelos.", "es"),
        ("Contar ovelhas é uma prova para a paciência dos modelos, e não mais.", "pt"),
        ("Contare le pecore è una prova per la pazienza dei modelli.", "it"),
        ("Schapen tellen is een proef op het geduld van de modellen.", "nl"),
        ("大規模言語モデル (LLM) のための木探索を提案する。", "ja"),
        ("我们提出一种用于 Transformer 的树搜索方法。", "zh"),
        ("트리 탐색을 위한 작은 검증기를 제안한다.", "ko"),
        ("نقترح طريقة للبحث في الأشجار.", "ar"),
        ("ما روشی برای جستجوی درخت پیشنهاد می‌کنیم که چند گام دارد.", "fa"),
        ("אנו מציעים שיטה לחיפוש בעצים.", "he"),
        ("Мы предлагаем новый метод поиска по деревьям.", "ru"),
        ("Ми пропонуємо новий метод пошуку в деревах і графах.", "uk"),
        ("Προτείνουμε μια μέθοδο αναζήτησης.", "el"),
        # Greek letters and one name make no other language.
        ("We bound the loss by α + β, as Фёдор and 王 did for the ε-greedy case.", "en"),
    ],
)
def test_a_language_is_recognised_by_its_script_and_common_words(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize("text", ["", "GPT-4", "ResNet", "∀∃", "Метод"])
def test_nothing_is_said_where_a_text_does_not_show_it(text: str) -> None:
    assert language_of(text) == ""
