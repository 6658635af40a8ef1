using OptiBuild.Engine.Data;

namespace OptiBuild.Engine.Metrics.Detection;

/// <summary>The same answer as the original model, of detectors.</summary>
/// <remarks>
/// 1 where both find as many boxes with a score above one half, and each of the original's has one of its class that overlaps it by half at least;
/// else 0. Boxes that a model is not sure of come and go with any rounding.
/// </remarks>
static class BoxAgreement
{
    const double Sure = 0.5;

    public static double[] Score(Answer answer, BoxForm form)
    {
        var picture = new ImageSize(1, 1);
        var (found, original) = (FoundBoxes.Of(answer.Outputs, form, picture).Where(IsSure).ToArray(), FoundBoxes.Of(answer.Reference, form, picture).Where(IsSure).ToArray());
        if (found.Length != original.Length) return [0];
        var wanted = original.Select(b => new Box(b.Class, b.X0, b.Y0, b.X1, b.Y1, (b.X1 - b.X0) * (b.Y1 - b.Y0), IsCrowd: false)).ToArray();
        return [BoxMatching.Of(found, wanted).All(m => (m.Right & 1) == 1) ? 1 : 0];
    }

    static bool IsSure(FoundBox box) => box.Score > Sure;
}
