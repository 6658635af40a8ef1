namespace OptiBuild.Engine;

/// <summary>What every long computation needs besides its data.</summary>
/// <param name="Threads">0 means one per core. Changes no result.</param>
/// <param name="Advance">Told now and then how many samples or layers are done, of how many.</param>
public sealed record Run(int Threads, Action<int, int> Advance, CancellationToken Cancel);
