namespace OptiBuild.Engine;

/// <summary>Lets models that are worked on side by side measure times one at a time, while the others rest: a figure of speed that a neighbour spoiled is none.</summary>
public sealed class Quiet
{
    readonly object gate = new();
    int working, wanting;
    bool isQuiet;

    /// <summary>Begins the work on a model, on the calling thread or any other; disposing ends it.</summary>
    public Turn Enter()
    {
        Begin();
        return new(this);
    }

    void Begin()
    {
        lock (gate)
        {
            while (isQuiet || wanting > 0) Monitor.Wait(gate);
            working++;
        }
    }

    void End()
    {
        lock (gate)
        {
            working--;
            Monitor.PulseAll(gate);
        }
    }

    bool IsWanted
    {
        get { lock (gate) return wanting > 0; }
    }

    void Take()
    {
        lock (gate)
        {
            working--;
            wanting++;
            Monitor.PulseAll(gate);
            while (isQuiet || working > 0) Monitor.Wait(gate);
            wanting--;
            isQuiet = true;
        }
    }

    void GiveBack()
    {
        lock (gate)
        {
            isQuiet = false;
            working++;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>One model's part in it.</summary>
    public sealed class Turn : IDisposable
    {
        readonly Quiet owner;
        readonly Lock one = new();
        bool isAlone;

        internal Turn(Quiet owner) => this.owner = owner;

        /// <summary>Rests here while another model measures. To be called often, wherever the model's work may pause.</summary>
        public void Pass()
        {
            lock (one)
            {
                if (isAlone || !owner.IsWanted) return;
                owner.End();
                owner.Begin();
            }
        }

        /// <summary>Waits until all others rest; disposing lets them go on.</summary>
        public Alone Measure()
        {
            lock (one) isAlone = true;
            owner.Take();
            return new(this);
        }

        internal void Measured()
        {
            owner.GiveBack();
            lock (one) isAlone = false;
        }

        public void Dispose() => owner.End();
    }

    public sealed class Alone : IDisposable
    {
        readonly Turn turn;

        internal Alone(Turn turn) => this.turn = turn;

        public void Dispose() => turn.Measured();
    }
}
