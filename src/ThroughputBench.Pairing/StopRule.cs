namespace ThroughputBench.Pairing;

/// <summary>
/// Says whether the blocks measured so far are enough. The engine itself estimates nothing; how to judge the blocks is up to the rule.
/// </summary>
/// <param name="blocks">All blocks up to now, valid during the call only.</param>
/// <returns><see langword="true"/> to stop.</returns>
public delegate bool StopRule(BlocksSoFar blocks);
