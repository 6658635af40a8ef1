namespace OptiBuild.Engine;

/// <summary>The original and what may take its place, with the data that decides.</summary>
sealed record Contest(Job Job, Original Original, Candidate Candidate, DataSets Data);
