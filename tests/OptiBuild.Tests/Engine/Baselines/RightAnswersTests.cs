using OptiBuild.Engine.Baselines;

namespace OptiBuild.Tests.Engine.Baselines;

public class RightAnswersTests
{
    [Fact]
    public void FirstAnswerIsTheLowestBit()
    {
        var text = RightAnswers.Text([[1], [0], [0], [1], [0], [0], [0], [0], [1]]);

        Assert.Equal([0b1001, 1], RightAnswers.Parse(text, 9, "b.json"));
    }

    [Fact]
    public void ChangesAreCountedAnswerByAnswer() => Assert.Equal((2, 1), RightAnswers.Changed([0b1101, 0], [0b1000, 1]));
}
