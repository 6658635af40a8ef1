using System.Diagnostics;
using OptiBuild.Engine.Reports;

namespace OptiBuild.Engine;

/// <summary>How far a step is: samples of all samples, layers of all layers. Of is 0 where the end is not known.</summary>
public readonly record struct Progress(string Step, int Done, int Of);

/// <summary>What the pipeline does, while it does it: times and counts for the report, progress for whoever watches.</summary>
/// <param name="watch">Called on the pipeline's thread, often; must be quick.</param>
/// <param name="ended">Called when a step ends.</param>
public sealed class Steps(Action<Progress>? watch = null, Action<StepReport>? ended = null)
{
    readonly List<StepReport> done = [];

    /// <summary>The steps that ended, in that order.</summary>
    public IReadOnlyList<StepReport> Done => done;

    /// <summary>Starts a step that ends when the result is disposed.</summary>
    public Step Begin(string name)
    {
        Watch(new Progress(name, 0, 0));
        return new Step(this, name);
    }

    void Watch(Progress progress) => watch?.Invoke(progress);

    void End(StepReport report)
    {
        done.Add(report);
        ended?.Invoke(report);
    }

    public sealed class Step : IDisposable
    {
        readonly Steps owner;
        readonly string name;
        readonly long start = Stopwatch.GetTimestamp();
        bool ended;

        internal Step(Steps owner, string name) => (this.owner, this.name) = (owner, name);

        /// <summary>How many places of the model it changed.</summary>
        public int Changes { get; set; }

        /// <summary>So many samples or layers are done, of so many.</summary>
        public void Advance(int done, int of) => owner.Watch(new Progress(name, done, of));

        public void Dispose()
        {
            if (ended) return;
            ended = true;
            var seconds = Math.Round(Stopwatch.GetElapsedTime(start).TotalSeconds, 3, MidpointRounding.ToEven);
            owner.End(new StepReport(name, seconds, Changes));
        }
    }
}
