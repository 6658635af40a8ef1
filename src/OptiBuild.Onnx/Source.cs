namespace OptiBuild.Onnx;

/// <summary>Where in a file something stands, put into words only when there is something to say about it.</summary>
sealed class Source(Func<string> words, ExternalData files, Source? outer = null)
{
    public ExternalData Files => files;

    public Source At(Func<string> inner) => new(inner, files, this);

    public ModelException Damaged(string text) => Problem(ModelProblem.Damaged, text);

    public ModelException Structure(string text) => Problem(ModelProblem.Structure, text);

    public ModelException Problem(ModelProblem problem, string text, Exception? cause = null) => new(problem, $"{this}: {text}", cause);

    public override string ToString() => outer is null ? words() : $"{outer}: {words()}";
}
