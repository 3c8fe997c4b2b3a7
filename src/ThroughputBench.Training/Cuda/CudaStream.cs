namespace ThroughputBench.Training.Cuda;

/// <summary>A device's default stream: the driver's calls, with errors as exceptions that say what was tried.</summary>
internal sealed class CudaStream(ICudaDriver driver)
{
    public nint CreateEvent()
    {
        Require(driver.CreateEvent(out nint created), "create an event");
        return created;
    }

    public void Record(nint recorded) => Require(driver.RecordEvent(recorded), "record an event");

    /// <summary>Whether the device has passed the event; it does not wait.</summary>
    public bool IsPassed(nint queried)
    {
        CudaResult result = driver.QueryEvent(queried);
        if (result == CudaResult.NotReady)
            return false;
        Require(result, "query an event");
        return true;
    }

    public void WaitFor(nint awaited) => Require(driver.SynchronizeEvent(awaited), "wait for an event");

    /// <summary>Time on the device between two events that it has passed.</summary>
    public float Milliseconds(nint start, nint end)
    {
        Require(driver.ElapsedTime(out float milliseconds, start, end), "read the time between two events");
        return milliseconds;
    }

    /// <summary>The same, if the device has passed the second of them: one call instead of two, and it does not wait.</summary>
    /// <returns>Whether it has.</returns>
    public bool TryMilliseconds(nint start, nint end, out float milliseconds)
    {
        CudaResult result = driver.ElapsedTime(out milliseconds, start, end);
        if (result == CudaResult.NotReady)
            return false;
        Require(result, "read the time between two events");
        return true;
    }

    /// <summary>Whether the device has done all that it was asked for; it does not wait.</summary>
    public bool IsIdle()
    {
        CudaResult result = driver.QueryStream();
        if (result == CudaResult.NotReady)
            return false;
        Require(result, "query the stream");
        return true;
    }

    /// <summary>Waits until the device has done all that it was asked for.</summary>
    public void Synchronize() => Require(driver.SynchronizeStream(), "wait for the device");

    /// <summary>Frees an event. A failure is not reported: a lost device fails every call, and has been reported already.</summary>
    public void Destroy(nint destroyed) => _ = driver.DestroyEvent(destroyed);

    private void Require(CudaResult result, string attempt)
    {
        if (result != CudaResult.Success)
            throw CudaException.Of(driver, result, attempt);
    }
}
