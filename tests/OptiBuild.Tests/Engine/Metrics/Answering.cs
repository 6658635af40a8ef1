using OptiBuild.Engine.Data;
using OptiBuild.Engine.Metrics;

namespace OptiBuild.Tests.Engine.Metrics;

/// <summary>One sample's outputs, written short.</summary>
static class Answering
{
    public static Output Output(long[] shape, params float[] values) => new("y", shape, values);

    public static Output Scores(params float[] values) => Output([values.Length], values);

    public static Answer Labelled(Output output, long label) => new([output], [output], new Label(label, null));

    public static Answer Labelled(Output output, params double[] numbers) => new([output], [output], new Label(null, numbers));

    public static Answer Against(Output output, Output original) => new([output], [original], null);
}
